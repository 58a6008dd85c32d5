#!/bin/sh
# Feeds every parser with made-up input, SECONDS each (60), and stops at the first that is wrong.
# Usage: scripts/fuzz.sh [TARGET ...]; with FORMAT=word only this format of imports or traffic.
set -eu
cd "$(dirname "$0")/.."
seconds="${SECONDS_EACH:-60}"
# The instrumentation is a flag that a stable compiler hides.
export RUSTC_BOOTSTRAP=1
examples=crates/imports/examples
run() { # TARGET SEEDS...
    target=$1
    shift
    corpus="fuzz/corpus/$target${FORMAT:+-$FORMAT}"
    mkdir -p "$corpus"
    echo "== $target ${FORMAT:-}"
    cargo fuzz run -s none "$target" "$corpus" "$@" -- -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 \
        -max_len=65536 -print_final_stats=0 -verbosity=0
}
each() { # TARGET FORMATS...
    target=$1
    shift
    if [ -n "${FORMAT:-}" ]; then set -- "$FORMAT"; fi
    for word in "$@"; do
        seeds=
        if [ -d "$examples/$word" ]; then seeds="$examples/$word"; fi
        # shellcheck disable=SC2086 # none or one folder
        FORMAT=$word run "$target" $seeds
    done
}
for target in ${*:-map documents requests deliveries words imports traffic}; do
    case $target in
        map) run map graphs/dresden-2018 graphs/musterkreis ;;
        documents) run documents graphs/dresden-2018 profiles ;;
        imports)
            # shellcheck disable=SC2046 # words without blanks
            each imports $(find "$examples" -mindepth 1 -maxdepth 1 -type d -exec basename {} \; | sort)
            ;;
        traffic) each traffic service-graph jaeger zipkin kiali hubble zeek nfdump ss ;;
        *) run "$target" ;;
    esac
done
