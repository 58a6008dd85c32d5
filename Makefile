# The few commands of the project. `make help` lists them.
SHELL := /bin/sh
.DEFAULT_GOAL := help
# Made for a quick start; packages and benches are optimised as a whole (`cargo build --release`).
PROGRAM := $(or $(CARGO_TARGET_DIR),target)/quick/tragweite
DEBUG := $(or $(CARGO_TARGET_DIR),target)/debug/tragweite
LISTEN ?= 127.0.0.1:8080
EXAMPLE := dresden-2018
QUESTION := dresden.storage-sync
DATABASE := sqlite:data/tragweite.db
LOADED := data/$(EXAMPLE).loaded

.PHONY: help run test faults fuzz fuzz-answers fuzz-api bench attacks openapi licences picture package test-package test-container clean tools test-tools

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1 - \2/p' Makefile

tools:
	@sh scripts/install-tools.sh build

test-tools:
	@sh scripts/install-tools.sh test
	@sh scripts/install-postgres.sh

# The example is loaded once: who has changed the map afterwards keeps the change.
run: tools ## build, load the Dresden example into an embedded database, serve it on this machine only
	cargo build --profile quick --locked
	@mkdir -p data
	@{ test -e $(LOADED) && test -e data/tragweite.db; } || { \
	    "$(PROGRAM)" apply --database $(DATABASE) --message "Example $(EXAMPLE)" graphs/$(EXAMPLE) && \
	    touch $(LOADED); }
	@echo
	@echo "Look at http://$(LISTEN)/ in a browser, and ask a first question in another window:"
	@echo "  curl -s http://$(LISTEN)/v1/nodes/$(QUESTION)/impact"
	@echo "  $(PROGRAM) impact --map graphs/$(EXAMPLE) --fail $(QUESTION)"
	@echo "This key may do everything until tomorrow; it is shown this once (TRAGWEITE_KEY=... curl -H \"Authorization: Bearer \$$TRAGWEITE_KEY\" ...):"
	@"$(PROGRAM)" key create --database $(DATABASE) --name "make run" --role operator --lasts P1D --instead 2>/dev/null
	@echo "The commands of README work in that window after:  export PATH=\"$(dir $(abspath $(PROGRAM))):\$$PATH\""
	@echo "Ctrl-C ends the service; the map stays in data/."
	@echo
	@"$(PROGRAM)" serve --database $(DATABASE) --listen "$(LISTEN)"

test: test-tools ## install what is missing and run everything
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --workspace --no-deps --quiet
	cargo test --locked --workspace

faults: test-tools ## three replicas behind a balancer while one thing after the other goes wrong (ten minutes), as a table
	cargo test --locked --test it faults:: -- --ignored --nocapture --test-threads 1

fuzz: ## feed every parser with made-up input, a minute each (SECONDS_EACH=60, FORMAT=itop)
	command -v cargo-fuzz > /dev/null || cargo install --locked cargo-fuzz
	SECONDS_EACH="$(or $(SECONDS_EACH),60)" FORMAT="$(FORMAT)" scripts/fuzz.sh $(TARGET)

fuzz-answers: ## ask everything of random maps until Ctrl-C, against the definition (SEED=1000, MAPS=50, QUESTION=restart)
	SEED="$(SEED)" MAPS="$(MAPS)" QUESTION="$(QUESTION)" cargo test --locked --test it answers::for_as_long -- --ignored --nocapture

fuzz-api: test-tools ## try every operation with made-up requests for a long time (seconds: FUZZ_SECONDS=1200)
	cargo test --locked --test it -- --ignored contract::fuzz --nocapture

bench: tools ## measure: engine, sweeps, cut sets, planners' questions, service, start, changes, memory, alerts (sizes: SIZES="s m l xl" for the engine, SIZE=l for the service)
	cargo bench --locked --bench impact
	cargo bench --locked --bench diagnosis
	cargo bench --locked --bench sweep
	cargo bench --locked --bench service
	cargo bench --locked --bench questions
	cargo bench --locked --bench cuts
	cargo bench --locked --bench alerts

attacks: tools ## measure what deliveries of alerts take beside clients that take what they can (SIZE=l, SECONDS=10)
	cargo bench --locked --bench attacks

licences: ## check the licences and sources of all crates, and tell which stand there twice (deny.toml; cargo install --locked cargo-deny)
	@cargo deny --version >/dev/null 2>&1 || { echo "cargo-deny is missing: cargo install --locked cargo-deny" >&2; exit 1; }
	cargo deny --locked check licenses bans sources

openapi: tools ## write openapi/openapi.json from the program
	cargo run --quiet --locked -- openapi --output openapi/openapi.json

picture: tools ## draw the picture of README anew
	cargo build --quiet --locked
	"$(DEBUG)" impact --map graphs/$(EXAMPLE) --fail $(QUESTION) --language en --format dot -o graphs/$(EXAMPLE)/impact.dot
	"$(DEBUG)" impact --map graphs/$(EXAMPLE) --fail $(QUESTION) --language en --format svg -o graphs/$(EXAMPLE)/impact.svg

package: ## build the Debian package and the static archive, the same bytes from the same sources (target/package; PROFILE=quick for a try)
	@sh scripts/install-tools.sh package
	PROFILE="$(PROFILE)" sh scripts/package.sh

test-package: ## install the package in a clean Debian and use it there (root; after make package; SUITE=bookworm)
	@sh scripts/install-tools.sh test-package
	sh scripts/test-package.sh

test-container: ## build the container from the package and use it (root; after make package)
	@sh scripts/install-tools.sh test-container
	sh scripts/test-container.sh

clean: ## remove what was built; the database in data/ stays
	cargo clean
