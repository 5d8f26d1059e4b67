/**
 * Passkeys: take a question of the server to the browser, and put its answer into the form.
 * Binary parts travel as base64url text, as the WebAuthn specification writes them in JSON.
 */

interface Descriptor {
  id: string;
  type: PublicKeyCredentialType;
}

interface Question {
  publicKey: Record<string, unknown> & {
    challenge: string;
    user?: { id: string; name: string; displayName: string };
    excludeCredentials?: Descriptor[];
    allowCredentials?: Descriptor[];
  };
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function listed(descriptors: Descriptor[] | undefined): PublicKeyCredentialDescriptor[] {
  return (descriptors ?? []).map(({ id, type }) => ({ id: bytesOf(id), type }));
}

async function made({ publicKey }: Question): Promise<unknown> {
  if (!publicKey.user) throw new Error("no user");
  const credential = (await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey.challenge),
      user: { ...publicKey.user, id: bytesOf(publicKey.user.id) },
      excludeCredentials: listed(publicKey.excludeCredentials),
    } as unknown as PublicKeyCredentialCreationOptions,
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAttestationResponse;
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response: { clientDataJSON: textOf(response.clientDataJSON), attestationObject: textOf(response.attestationObject) },
  };
}

async function asked({ publicKey }: Question): Promise<unknown> {
  const credential = (await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytesOf(publicKey.challenge),
      allowCredentials: listed(publicKey.allowCredentials),
    } as unknown as PublicKeyCredentialRequestOptions,
  })) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: textOf(response.clientDataJSON),
      authenticatorData: textOf(response.authenticatorData),
      signature: textOf(response.signature),
    },
  };
}

/** The answer as JSON; empty when the person or the browser would not: the server says so in words. */
async function answered(form: HTMLFormElement, token: string): Promise<string> {
  const reply = await fetch(form.dataset["question"] ?? "", { method: "POST", headers: { "X-CSRFToken": token } });
  if (reply.redirected) location.reload(); // it has to be confirmed once more who is there
  const question = (await reply.json()) as Question;
  return JSON.stringify(await (form.dataset["passkey"] === "make" ? made(question) : asked(question)));
}

export function enlivenPasskeys(forms: NodeListOf<HTMLFormElement>): void {
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll<HTMLElement>("[data-passkey-missing]").forEach((note) => note.remove());
  forms.forEach((form) => {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement;
      void answered(form, field("csrfmiddlewaretoken").value)
        .catch(() => "")
        .then((answer) => {
          field("answer").value = answer;
          form.submit();
        });
    });
  });
}
