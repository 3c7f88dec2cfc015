# `make` alone prints this help. Every target works on a machine with Go and make, except those that mention Docker, Node or a C compiler.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
BUILD := CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)"
# The flags are those of BUILD, so that nothing is compiled twice. The time limit is for each package, on a slow machine that also builds.
TEST := CGO_ENABLED=0 go test -trimpath -timeout 60m
SQLC := go tool -modfile=tools/sqlc/go.mod sqlc
# The flag overrides a .env in the working directory.
OPENAPI := go run ./cmd/forecourt openapi --public-url https://cars.example.com
OAPI := go tool -modfile=tools/client/go.mod oapi-codegen
VULN := go tool -modfile=tools/vuln/go.mod govulncheck
DEADCODE := go tool -modfile=tools/lint/go.mod deadcode -tags integration -test
LINT := go tool -modfile=tools/lint/go.mod golangci-lint
GORELEASER := go tool -modfile=tools/release/go.mod goreleaser
# The race detector looks at everything but SQLite itself, translated from C, which would take hours and has pointer arithmetic of its own. Only
# packages that use no generic code of others may be left out: the linker keeps one copy of that for the whole program, and where it keeps
# theirs, sync.Map works but its order is not seen, and races are reported that are none. Tests build programs without the detector.
RACE := go test -race -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc=-race=false -timeout 60m
# Fuzzing follows the input through everything but SQLite.
FUZZ := $(TEST) -toolexec $(CURDIR)/tools/fuzz/plain-sqlite
# How long each fuzz target gets new input.
FUZZTIME := 2m
# Go below 1.27 sometimes takes the end of that time for a failure (go.dev/issue/75804). A real one has written its input.
FUZZ_ENDED := { grep -qx ' *context deadline exceeded' bin/fuzz && ! grep -q 'Failing input' bin/fuzz && echo "no failing input: the time was over" || exit 1; }
GO_FILES = $(shell git ls-files -co --exclude-standard '*.go')

.PHONY: help build sync demo test integration clients screenshots generate check cover race fuzz vulnerabilities bench chaos soak image cross release-check share clean

help: ## print this help
	@awk -F ':.*## ' '/^[a-z.-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build the program: bin/forecourt
	@mkdir -p bin
	@test -e bin/forecourt || echo "building bin/forecourt: the first time takes minutes"
	@$(BUILD) -o bin/forecourt ./cmd/forecourt

sync: build ## refresh the local copy from the configured source (.env, environment); ARGS="--dry-run" adds flags
	@bin/forecourt sync $(ARGS)

demo: build ## make a dealer's database, copy it, show the result, and serve it; ARGS="--rows 100000" adds flags
	@bin/forecourt demo --days 14 $(ARGS)

test: ## run the tests that need nothing but Go
	@echo "building and running the tests: the first time takes many minutes; each package is reported when it is done"
	$(TEST) ./...

integration: clients ## run the tests with a real MySQL and the image (Docker), clients from other projects (Node) and a browser (Chromium)
	@test -d ../shared/data || echo "NOT TESTED with real listings: the folder ../shared/data is missing; it is not part of the project" >&2
	$(TEST) -tags integration ./...

clients: ## install the clients and linters from other projects that the integration tests use (Node)
	npm ci --prefix tools/npm --ignore-scripts --no-audit --no-fund --loglevel error

screenshots: build clients ## make the pictures in docs/screenshots in a browser (Node, Chromium)
	@rm -rf bin/shown && mkdir -p bin/shown docs/screenshots
	@bin/forecourt demo --days 14 --dir bin/shown --listen 127.0.0.1:0 </dev/null >/dev/null
	node tools/npm/screenshots.mjs "$$PWD/bin/forecourt" bin/shown docs/screenshots

generate: ## regenerate the typed code from the SQL files, openapi.json with its examples, and the client from that
	$(SQLC) generate
	go test ./api -run TestExamples -count=1 -update
	$(OPENAPI) --output openapi.json
	$(OAPI) -config api/client/config.yaml -o api/client/client.gen.go openapi.json
	go run ./cmd/forecourt tools > examples/functions/tools.json

check: bin ## check format, vet, linters, dead code, generated code, modules and the import table
	@test -z "$$(gofmt -l $(GO_FILES))" || { echo "not formatted (gofmt -w):"; gofmt -l $(GO_FILES); exit 1; }
	go vet -tags integration ./...
	$(LINT) run
	@$(DEADCODE) ./... > bin/dead && test ! -s bin/dead || { echo "nothing reaches these functions: remove them"; cat bin/dead; exit 1; }
	$(SQLC) diff
	go mod tidy -diff
	go run -C tools/manifests . ../../deploy/kubernetes
	go test ./internal/arch
	$(OPENAPI) --check
	@$(OPENAPI) | diff openapi.json - || { echo "openapi.json is out of date: make generate"; exit 1; }
	@$(OAPI) -config api/client/config.yaml -o bin/client.gen openapi.json && diff -q api/client/client.gen.go bin/client.gen || { echo "api/client is out of date: make generate"; exit 1; }

cover: ## run the tests, and print how much of each package they cover; bin/cover.html shows the lines
	@mkdir -p bin
	CGO_ENABLED=0 go test -timeout 60m -coverpkg=./... -coverprofile=bin/cover.out $(or $(PACKAGES),./...)
	@go tool cover -html=bin/cover.out -o bin/cover.html
	@grep -v -e '^mode:' -e '\.gen\.go:' -e '^forecourt/db/' bin/cover.out | awk '{ n = split($$1, part, "/"); folder = part[2]; \
	  for (i = 3; i < n; i++) folder = folder "/" part[i]; block = $$1; if (!(block in size)) { size[block] = $$2; all[folder] += $$2 } \
	  if ($$3 > 0 && !(block in hit)) { hit[block] = 1; met[folder] += $$2 } } \
	  END { for (f in all) printf "%5.1f %%  %s\n", 100 * met[f] / all[f], f }' | sort -k3

race: ## run the tests under the race detector (a C compiler); PACKAGES="./api ./internal/stock" runs only those, SKIP='^TestX\z' not these
	$(RACE) $(if $(SKIP),-skip '$(SKIP)') $(or $(PACKAGES),./...)

fuzz: bin ## run each fuzz target with its corpus and new input, for 2m each; FUZZTIME=10m changes that, PACKAGES as for race
	@grep -rEo --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' $(or $(PACKAGES),.) | sed 's|^\./||; s|/[^/]*:func | |' | \
	while read -r folder target; do \
	  echo "fuzzing $$target in $$folder for $(FUZZTIME)"; \
	  $(FUZZ) ./$$folder -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) </dev/null | tee bin/fuzz || $(FUZZ_ENDED); \
	done

vulnerabilities: ## look for known vulnerabilities in the modules and functions that are used (needs https://vuln.go.dev)
	$(VULN) ./...

bench: ## measure and print the figures of docs/performance.md (Docker); ARGS="-only sync -sizes= -repeat 3" adds flags
	go run ./cmd/bench $(ARGS)

chaos: ## run writers and readers on a feed under faults (Docker, root), and fail if one shows what it must not; ARGS="-minutes 10"
	go build -tags clock -o bin/forecourt-chaos ./cmd/forecourt
	go run ./cmd/chaos $(ARGS)

soak: build ## run the program under load, outages and changes (Docker), and fail if something grows; ARGS="-minutes 5"
	go run ./cmd/soak $(ARGS)

image: ## build the image forecourt:latest (Docker)
	docker build --build-arg VERSION=$(VERSION) -t forecourt:latest .

# What a release is built for (.goreleaser.yaml).
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

cross: ## build the program for every platform of a release: bin/<system>-<processor>/forecourt
	@set -e; for platform in $(PLATFORMS); do \
	  folder=bin/$${platform/\//-}; echo "building $$folder"; mkdir -p $$folder; \
	  GOOS=$${platform%/*} GOARCH=$${platform#*/} $(BUILD) -o $$folder/ ./cmd/forecourt; \
	done

release-check: ## check .goreleaser.yaml; the clone needs a remote, and the first time takes many minutes
	$(GORELEASER) check

share: build ## write the manual page and the shells' completion: bin/share
	@mkdir -p bin/share
	@bin/forecourt man > bin/share/forecourt.1
	@for shell in bash zsh fish; do bin/forecourt completion $$shell > bin/share/forecourt.$$shell; done

compose.env: ## make random passwords and an API key for compose.yaml and compose.scale.yaml
	@umask 077; random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }; \
	printf 'MYSQL_ROOT_PASSWORD=%s\nSOURCE_USER=reader\nSOURCE_PASSWORD=%s\nFEED_PASSWORD=%s\nAPI_KEY=%s\n' "$$(random)" "$$(random)" "$$(random)" "$$(random)" > $@
	@echo "compose.env is made; its API_KEY is for the header X-API-Key"

bin:
	@mkdir -p bin

clean: ## remove what was built, and the demo
	rm -rf bin demo
