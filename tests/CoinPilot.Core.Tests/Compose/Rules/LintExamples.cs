namespace CoinPilot.Compose.Rules;

/// <summary>Every lint with a file that it speaks about and one that it has nothing to say of.</summary>
internal static class LintExamples
{
    public static readonly RuleExample[] All =
    [
        new("allowed-without-effect", "services: {web: {image: \"nginx:1.27\", x-coinpilot: {allow: {floating-tag: pinned elsewhere}}}}",
            "services: {web: {image: nginx, x-coinpilot: {allow: {floating-tag: pinned elsewhere}}}}"),
        new("architecture", "services: {web: {image: nginx, platform: linux/amd64}}", "services: {web: {image: nginx}}"),
        new("awaited-without-healthcheck", "services: {web: {image: nginx, depends_on: {db: {condition: service_healthy}}}, db: {image: postgres}}",
            "services: {web: {image: nginx, depends_on: {db: {condition: service_healthy}}}, db: {image: postgres, healthcheck: {test: [CMD, pg_isready]}}}"),
        new("budget-too-short", "services: {web: {image: nginx, healthcheck: {test: [CMD, a], interval: 1m, retries: 5}}}",
            "services: {web: {image: nginx, healthcheck: {test: [CMD, a], interval: 1s, timeout: 1s, retries: 1}}}"),
        new("env-file-mode", "services: {web: {image: nginx, environment: {API_KEY: $API_KEY}}}\n=== .env\nAPI_KEY=s3cret\n",
            "services: {web: {image: nginx, environment: {LEVEL: $LEVEL}}}\n=== .env\nLEVEL=info\n"),
        new("env-file-travels", "services: {web: {build: web}}\n=== web/Dockerfile\nFROM scratch\n=== web/.env\nA=1\n", "services: {web: {build: web}}\n=== web/Dockerfile\nFROM scratch\n=== web/.env.example\nA=1\n"),
        new("env-key-unused", "services: {web: {image: nginx}}\n=== .env\nA=1\n", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA=1\n"),
        new("env-placeholder", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA=change_me\n", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA=1\n"),
        new("env-value-cr", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA=\"one\r\ntwo\"\r\n", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA=\"one\ntwo\"\n"),
        new("env-value-dollar", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA=b$$c\n", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA='b$c'\n"),
        new("env-value-variable", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA=pa$word\n", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA='pa$word'\n"),
        new("extension-as-value", "services: {web: {image: nginx, environment: {x-level: debug}}}", "services: {web: {image: nginx, environment: [x-level=debug]}}"),
        new("floating-tag", "services: {web: {image: \"nginx:alpine\"}}", "services: {web: {image: \"nginx:1.27-alpine\"}}"),
        new("healthcheck-timing", "services: {web: {image: nginx, healthcheck: {test: [CMD, a], start_interval: 5s}}}",
            "services: {web: {image: nginx, healthcheck: {test: [CMD, a], start_interval: 5s, start_period: 1m}}}"),
        new("host-env-file", "services: {web: {image: nginx, env_file: [/etc/web.env]}}\n=== /etc/web.env\nA=1\n", "services: {web: {image: nginx, env_file: [web.env]}}\n=== web.env\nA=1\n"),
        new("host-path", "services: {web: {image: nginx, volumes: [\"~/data:/data\"]}}", "services: {web: {image: nginx, volumes: [\"./data:/data\"]}}"),
        new("inline-secret", "services: {web: {image: nginx, environment: {API_KEY: s3cret}}}", "services: {web: {image: nginx, environment: {API_KEY: \"${API_KEY-}\"}}}"),
        new("no-log-limit", "services: {web: {image: nginx}}", "services: {web: {image: nginx, logging: {options: {max-size: 10m}}}}"),
        new("no-project-name", "services: {web: {image: nginx}}", "name: app\nservices: {web: {image: nginx}}"),
        new("no-restart-policy", "services: {web: {image: nginx}}", "services: {web: {image: nginx, restart: unless-stopped}}"),
        new("one-shot-at-boot", "services: {web: {image: nginx, depends_on: {job: {condition: service_completed_successfully}}}, job: {image: job}}", "services: {web: {image: nginx}}"),
        new("outside-checkout", "services: {web: {image: nginx, volumes: [\"../key:/key:ro\"]}}\n=== /key\nsecret\n", "services: {web: {image: nginx, volumes: [\"./key:/key:ro\"]}}\n=== key\nsecret\n"),
        new("public-port", "services: {web: {image: nginx, ports: [\"8080:80\"]}}", "services: {web: {image: nginx, ports: [\"127.0.0.1:8080:80\", \"443:443\"]}}"),
        new("pull-guard", "services: {web: {build: ., image: web}, worker: {image: web}}", "services: {web: {build: ., image: web}, worker: {image: web, pull_policy: never}}"),
        new("restart-always", "services: {web: {image: nginx, restart: always}}", "services: {web: {image: nginx, restart: unless-stopped}}"),
        new("script-line-ends", "services: {web: {image: nginx, entrypoint: [/run.sh], volumes: [\"./run.sh:/run.sh:ro\"]}}\n=== run.sh\n#!/bin/sh\r\n",
            "services: {web: {image: nginx, entrypoint: [/run.sh], volumes: [\"./run.sh:/run.sh:ro\"]}}\n=== run.sh\n#!/bin/sh\n"),
        new("script-not-executable", "services: {web: {image: nginx, entrypoint: [/run], volumes: [\"./run.nox:/run:ro\"]}}\n=== run.nox\n#!/bin/sh\n",
            "services: {web: {image: nginx, entrypoint: [sh, /run], volumes: [\"./run.nox:/run:ro\"]}}\n=== run.nox\n#!/bin/sh\n"),
        new("unknown-allowed-rule", "services: {web: {image: nginx, x-coinpilot: {allow: {floating: why}}}}", "services: {web: {image: nginx, x-coinpilot: {allow: {floating-tag: pinned elsewhere}}}}"),
        new("unknown-x-coinpilot", "services: {web: {image: nginx, x-coinpilot: {gate: ignroe}}}", "services: {web: {image: nginx, x-coinpilot: {gate: ignore}}}"),
        new("variable-unset", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nB=1\n", "services: {web: {image: nginx, environment: {A: $A}}}\n=== .env\nA=1\n"),
        new("volume-without-name", "services: {web: {image: nginx}}\nvolumes: {data: {}}", "services: {web: {image: nginx}}\nvolumes: {data: {name: app_data}}"),
    ];
}
