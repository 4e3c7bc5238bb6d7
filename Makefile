# sipcap: what to build, check and measure. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
BUILD    := CGO_ENABLED=0 go build -trimpath -ldflags '-s -w -X main.version=$(VERSION)'
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64
FUZZTIME := 10s
ROUNDS   := 5

# The go command leaves testdata out of ./... but the fixtures' programs and checks are there.
PACKAGES := ./... $(patsubst %/,./%,$(sort $(dir $(wildcard testdata/*/*.go))))

# Built from source by the go command, which keeps the binary in its cache.
GOLANGCI_LINT := go run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: help build test race layers lint fmt fuzz bench share speed compare pgo pcaps docs cross clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## ./sipcap, one static binary
	$(BUILD) -o sipcap ./cmd/sipcap

test: ## all tests: no root, no network beyond the modules
	go test -pgo=off $(PACKAGES)

race: ## tests under the race detector, which needs a C compiler
	CGO_ENABLED=1 go test -race -short -pgo=off $(PACKAGES)

layers: ## the rules of who may import what, alone
	go test -count=1 -run 'Layer|SourceRules|NoCgo' -v ./cmd/sipcap

lint: ## linter and go.mod
	$(GOLANGCI_LINT) run --allow-parallel-runners $(PACKAGES)
	go mod tidy -diff

fmt: ## format as the linter wants it
	$(GOLANGCI_LINT) fmt

fuzz: ## each fuzz target for FUZZTIME (10s)
	.ci/fuzz $(FUZZTIME)

bench: build bench/calls.pcap bench/rtp.pcap ## benchmarks of the packages, then whole commands timed
	go test -run '^$$' -bench . -benchmem ./...
	.ci/bench bench/calls.pcap bench/rtp.pcap

share: ## what building calls costs beside parsing their messages: at most as much
	SIPCAP_SHARE=1 go test -count=1 -run TestShare -v ./callflow

speed: build bench/rtp.pcap ## sipcap beside tcpdump on a million RTP packets, at most twice its time
	.ci/speed bench/rtp.pcap

compare: build bench/calls.pcap bench/rtp.pcap ## sipcap beside sngrep, sipgrep, tshark and tcpdump, those that are installed, ROUNDS (5) times
	go run ./testdata/compare -rounds $(ROUNDS) -calls bench/calls.pcap -rtp bench/rtp.pcap

# The go command compiles by cmd/sipcap/default.pgo, which tells what the program spends its time on. One that is
# old does no harm; when much has changed, or a step is new, it is made again.
pgo: bench/calls.pcap bench/rtp.pcap ## cmd/sipcap/default.pgo again: profiles of runs over the big captures
	@dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	CGO_ENABLED=0 go build -trimpath -pgo=off -o $$dir/sipcap ./cmd/sipcap; \
	for n in 1 2 3 4 5 6 7 8; do \
		$$dir/sipcap stats --cpuprofile $$dir/stats$$n.prof bench/calls.pcap; \
		$$dir/sipcap report --cpuprofile $$dir/report$$n.prof bench/calls.pcap; \
		$$dir/sipcap report --cpuprofile $$dir/media$$n.prof bench/rtp.pcap; \
		$$dir/sipcap report --cpuprofile $$dir/again$$n.prof bench/rtp.pcap; \
	done >/dev/null; \
	go tool pprof -proto $$dir/*.prof >cmd/sipcap/default.pgo

bench/calls.pcap: $(wildcard testdata/benchgen/*.go)
	@mkdir -p bench
	go run ./testdata/benchgen -calls 60000 -o $@

bench/rtp.pcap: $(wildcard testdata/benchgen/*.go)
	@mkdir -p bench
	go run ./testdata/benchgen -rtp 1000000 -o $@

pcaps: ## make the captures of testdata/pcaps again: root, real SIP stacks
	testdata/pcaps/make.sh

docs: ## print the pages of docs/ again from the tables in the code
	go test $$(grep -rl --include='*_test.go' 'flag.Bool("update"' sipmsg capture callflow cmd/sipcap/internal | xargs -n1 dirname | sort -u | sed 's,^,./,') -update

cross: ## dist/: the binary for every platform
	@for platform in $(PLATFORMS); do \
		export GOOS=$${platform%/*} GOARCH=$${platform#*/}; \
		echo "build $$platform"; \
		CGO_ENABLED=0 go build -pgo=off ./...; \
		$(BUILD) -o dist/sipcap-$$GOOS-$$GOARCH$$([[ $$GOOS = windows ]] && echo .exe || true) ./cmd/sipcap; \
	done

clean: ## remove what make made
	rm -rf sipcap dist bench
