# The few commands of the project. `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PROGRAM := target/release/tragweite
DATABASE ?= sqlite:data/tragweite.db
LISTEN ?= 127.0.0.1:8080
EXAMPLE ?= dresden-2018

.PHONY: help run test check bench openapi clean tools test-tools

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

tools:
	@sh scripts/install-tools.sh

test-tools: tools
	@sh scripts/install-postgres.sh

run: tools ## build, load the Dresden example into an embedded database, serve it on this machine only
	cargo build --release --locked
	@mkdir -p data
	@test -e data/tragweite.db || $(PROGRAM) apply --database "$(DATABASE)" --message "Example $(EXAMPLE)" graphs/$(EXAMPLE)
	@echo
	@echo "Look at http://$(LISTEN)/docs, and ask a first question in another window:"
	@echo "  curl -s 'http://$(LISTEN)/v1/nodes/dresden.storage-sync/impact'"
	@echo "  $(PROGRAM) impact --map graphs/$(EXAMPLE) --fail dresden.storage-sync"
	@echo
	$(PROGRAM) serve --database "$(DATABASE)" --listen $(LISTEN)

test: test-tools ## install what is missing and run everything
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --quiet
	cargo test --locked

bench: tools ## measure: engine, service, start, changes, memory (sizes: SIZES="s m l xl" for the engine, SIZE=l for the service)
	cargo bench --locked --bench impact
	cargo bench --locked --bench service

openapi: ## write openapi/openapi.json from the program
	cargo run --quiet --locked -- openapi --output openapi/openapi.json

clean: ## remove what was built; the database in data/ stays
	cargo clean
