# The compiler runs on the machine that builds, whatever the platform that the image is for.
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG VERSION=dev TARGETOS TARGETARCH
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /forecourt ./cmd/forecourt && \
    install -d -o 65532 -g 65532 /data /demo

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /forecourt /usr/local/bin/forecourt
# The copy, its lock and its temporary files are all in here: the rest of the file system can be read-only.
COPY --from=build --chown=65532:65532 /data /data
# Where the demo of compose.yaml writes MySQL's stock.
COPY --from=build --chown=65532:65532 /demo /demo
WORKDIR /data
ENV CACHE_PATH=/data/forecourt.db
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=4s --start-period=10s --retries=3 CMD ["forecourt", "healthcheck"]
ENTRYPOINT ["forecourt"]
CMD ["serve"]
