# syntax=docker/dockerfile:1

# Stage 1 installs the locked dependencies, then Flipbook itself, into one virtual environment.
FROM python:3.13-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/flipbook
COPY requirements.lock ./
RUN /opt/flipbook/bin/pip install --require-hashes --requirement requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY adapters adapters
COPY storage storage
RUN /opt/flipbook/bin/pip install --no-deps --no-build-isolation . \
    && /opt/flipbook/bin/python -m compileall -q /opt/flipbook/lib

# Stage 2 holds nothing but Python, the environment and a numbered user.
FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Flipbook" \
      org.opencontainers.image.description="A self-hosted bot that turns pictures in a channel into videos." \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/flipbook /opt/flipbook
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/flipbook/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    FLIPBOOK_DATA_FOLDER=/data \
    FLIPBOOK_HOST=0.0.0.0 \
    FLIPBOOK_LOG_FORMAT=json
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["flipbook", "run"]
