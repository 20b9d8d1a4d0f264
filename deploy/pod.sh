#!/usr/bin/env bash
# From a bare machine to a running mentor in one command; run again, it only does what is missing.
#
#   deploy/pod.sh                          the model that fits the GPU; without a GPU, quotes
#   FILE=/path/to/model.gguf deploy/pod.sh a model of yours
#   MODEL=mistral-7b deploy/pod.sh         a model listed by `make model`; MODEL=none for quotes
#   DIR=/path/to/materials deploy/pod.sh   your course materials instead of the samples
#   VOLUME=/mnt/disk deploy/pod.sh         a disk for the data; by default the pod's volume, if any
#
# Debian or Ubuntu. As root it installs what is missing with apt.
set -euo pipefail
cd "$(dirname "$0")/.."
started=$SECONDS
say() { printf '[%3d s] %s\n' $((SECONDS - started)) "$*"; }
die() { printf 'Error: %s\nFix:   %s\n' "$1" "$2" >&2; exit 1; }

python_of_age() { # the newest suitable Python with venv
    local name
    for name in python3.14 python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return 0
        fi
    done
    return 1
}

packages() {
    local missing=() name
    for name in make git gcc g++ tesseract curl; do
        command -v "$name" >/dev/null || missing+=("$name")
    done
    python_of_age >/dev/null || missing+=(python)
    [ ${#missing[@]} -eq 0 ] && return 0
    say "missing: ${missing[*]}"
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        # tesseract is only needed for scans
        [ "${missing[*]}" = tesseract ] && return 0
        die "${missing[*]} is not installed." \
            "sudo apt install build-essential git curl python3 python3-venv tesseract-ocr"
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -qqy --no-install-recommends build-essential git curl ca-certificates \
        python3 python3-venv tesseract-ocr >/dev/null
    python_of_age >/dev/null || apt-get install -qqy --no-install-recommends \
        python3.11 python3.11-venv python3.11-dev >/dev/null
    python_of_age >/dev/null || die "This system has no Python 3.11." "Use Debian 12 or Ubuntu 24.04."
}

volume() { # the pod's persistent volume, unless this checkout is on one
    local place
    if [ -n "${VOLUME:-}" ]; then echo "$VOLUME"; return; fi
    [ "$(stat -c %d .)" != "$(stat -c %d /)" ] && return
    for place in /workspace /runpod-volume /persistent /mnt/data; do
        if mountpoint -q "$place" 2>/dev/null && [ -w "$place" ]; then echo "$place"; return; fi
    done
}

keep_on() { # settings and caches, once
    local home="$1/ai-mentor" cache="${XDG_CACHE_HOME:-$HOME/.cache}/ai-mentor"
    mkdir -p "$home/data" "$home/cache" "$(dirname "$cache")"
    if ! grep -qs '^MENTOR_DATA_DIR=' .env; then
        (umask 077; echo "MENTOR_DATA_DIR=$home/data" >>.env)
    fi
    [ -e "$cache" ] || ln -s "$home/cache" "$cache"
    say "data, models and builds are on $1"
}

setting() { .venv/bin/python -c "from agent.settings import read_settings as r; print(r().$1)"; }

chosen() { .venv/bin/python -c 'from agent.settings import read_settings as r; from deploy.model.chosen import chosen; print(chosen(r()) or "")'; }

model() { # sets `model` to the file in use, if any, and builds its server
    local before name="${MODEL:-}" cuda=""
    before=$(chosen)
    if [ -n "${FILE:-}" ]; then
        [ "$before" = "$(realpath "$FILE")" ] || make -s model FILE="$FILE"
    elif [ "$name" = none ]; then
        rm -f "$(setting models)/in-use.gguf"
    elif { [ -n "$name" ] || [ -z "$before" ]; }; then
        if [ -z "$name" ]; then
            nvidia-smi >/dev/null 2>&1 &&
                name=$(.venv/bin/python -c 'from deploy.model import hardware; from deploy.model.choices import recommended; c = recommended(hardware.look()); print(c.name if c else "")')
        fi
        if [ -n "$name" ]; then
            make -s model NAME="$name" || say "no model yet: answers are quotes until make model"
        else
            say "no GPU: answers are quotes (FILE= or MODEL= for a language model)"
        fi
    fi
    model=$(chosen)
    if [ "$before" != "$model" ]; then changed=1; fi
    [ -n "$model" ] || return 0
    if nvidia-smi >/dev/null 2>&1; then
        if command -v nvcc >/dev/null || [ -x /usr/local/cuda/bin/nvcc ]; then
            cuda=1
        else
            say "no CUDA compiler, so the GPU is not used: choose a pod image with CUDA devel"
        fi
    fi
    [ -n "$(.venv/bin/python -m deploy.llama --where)" ] && [ -z "$cuda" ] || make -s llama CUDA=$cuda
}

packages
place=$(volume)
[ -z "$place" ] || keep_on "$place"
say "packages"
make -s setup PYTHON="$(python_of_age)"
say "set up"
model="" changed=""
model
say "model: ${model:-none}"
failed=0
.venv/bin/python -m ingestion ${DIR:+--dir "$DIR"} || failed=$? # 3: some files could not be read
[ $failed -eq 0 ] || [ $failed -eq 3 ] || die "The materials could not be ingested ($failed)." "make doctor"
[ -z "$changed" ] || make -s down
if .venv/bin/python -m deploy.supervise status >/dev/null; then
    say "already running"
else
    make -s up || die "The service did not become ready." "make doctor, make logs"
    say "up"
    .venv/bin/python -m deploy.try_out || true # needs MENTOR_KEY if access keys are on
fi
port=$(setting port)
say "done"
cat <<EOF
page    http://127.0.0.1:$port/
API     http://127.0.0.1:$port/docs
health  http://127.0.0.1:$port/health/ready
From your own machine: ssh -L $port:127.0.0.1:$port root@THIS-POD, then open the page.
Run this again after the pod restarts; deploy/README.md shows how to automate it.
EOF
