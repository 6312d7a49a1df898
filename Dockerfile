# The image of pgplumb: the program, its libraries, certificates and a list of what is inside (/usr/share/sbom). Nothing else: no shell, no
# package manager. Runs as user 65532 with a read-only root file system.
#
#   docker build -t pgplumb .                       the default, from scratch
#   docker build -t pgplumb:slim --target slim .    with Debian's tools around it
#
# A schema image is FROM it: see pgplumb emit github (Dockerfile.schema).
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends \
      ca-certificates gcc libc6-dev meson pkgconf git python3 protobuf-c-compiler \
      libpq-dev libpg-query-dev libprotobuf-c-dev libyaml-dev zlib1g-dev libgit2-dev libjansson-dev libssl-dev uthash-dev libcmocka-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN meson setup /build --buildtype=release && ninja -C /build cli/pgplumb && strip /build/cli/pgplumb
RUN fluxcd/image/rootfs.sh /build/cli/pgplumb /image && mkdir -p /image/usr/share/sbom \
    && fluxcd/image/sbom.py "$(/build/cli/pgplumb version | cut -d' ' -f2)" /image >/pgplumb.spdx.json \
    && mv /pgplumb.spdx.json /image/usr/share/sbom/

FROM ${BASE} AS slim
COPY --from=build /image/ /
USER 65532:65532
WORKDIR /schema
ENTRYPOINT ["/usr/bin/pgplumb"]

FROM scratch
COPY --from=build /image/ /
USER 65532:65532
WORKDIR /schema
ENTRYPOINT ["/usr/bin/pgplumb"]
