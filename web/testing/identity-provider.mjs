// A real OpenID provider for the tests: on loopback, for one client, with the pages oidc-provider has for trying out.
// Its first argument is JSON: { port, client_id, client_secret, redirect_uris }. It says "listening" once it is.
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const { port, ...client } = JSON.parse(process.argv[2]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ ...client, response_types: ["code"], grant_types: ["authorization_code"] }],
  cookies: { keys: ["tests only"] },
  pkce: { required: () => true },
  routes: { token: "/token", jwks: "/jwks" },
});
const server = createServer(provider.callback());
server.listen(port, "127.0.0.1", () => console.log("listening"));
process.on("SIGTERM", () => process.exit(0));
