.PHONY: help setup run test check bench soak lock messages

help: ## say what each target does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1	\2/' | expand -t 18

setup: ## install what the project needs and build the web assets (a second run needs no network)
	@tools/setup

run: setup ## serve the demo district on 127.0.0.1:8000 (PORT and DABIAO_HOME override)
	@tools/run

test: setup ## run every test, from unit to browser
	@tools/test

check: setup ## style, types, import rules, templates
	@tools/check

bench: setup ## time ours against its peer, interleaved; prints ratios
	@.venv/bin/dabiao bench

soak: setup ## endurance: a million rows through the import
	@.venv/bin/dabiao bench --soak

lock: ## renew the Python lock files
	@tools/lock

messages: setup ## collect the texts to be translated
	@tools/messages
