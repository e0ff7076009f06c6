namespace CoinPilot.Compose.Rules;

/// <summary>A file that a rule refuses and one that it lets pass; further files follow below a line `=== path`.</summary>
public sealed record RuleExample(string Rule, string Bad, string Good);

/// <summary>Every rule with a bad and a good example: what the documentation shows and the tests prove.</summary>
internal static class RuleExamples
{
    private const string Web = "services: {web: {image: nginx}}";

    public static IEnumerable<RuleExample> All => [.. Yaml, .. Variables, .. Schema, .. Forms, .. Values, .. Files, .. Services, .. References];

    private static readonly RuleExample[] Yaml =
    [
        new("yaml-syntax", "services:\n  web:\n\timage: nginx\n", "services:\n  web:\n    image: nginx\n"),
        new("yaml-control-character", "services: {web: {image: \"a\u0007\"}}", "services: {web: {image: \"a\\a\"}}"),
        new("yaml-duplicate-key", "services:\n  web:\n    image: nginx\n    image: httpd\n", Web),
        new("yaml-key-not-text", "services: {1: {image: nginx}}", "services: {\"1\": {image: nginx}}"),
        new("yaml-merge-key", "x-a: &a text\nservices: {web: {<<: *a, image: nginx}}", "x-a: &a {tty: true}\nservices: {web: {<<: *a, image: nginx}}"),
        new("yaml-alias-cycle", "x-a: &a {b: *a}\nservices: {web: {image: nginx}}", "x-a: &a {b: 1}\nx-c: *a\nservices: {web: {image: nginx}}"),
        new("yaml-tag", "services: {web: {image: nginx, scale: !!int two}}", "services: {web: {image: nginx, scale: !!int 2}}"),
        new("root-not-mapping", "- services", Web),
        new("empty-file", "# nothing\n", Web),
    ];

    private static readonly RuleExample[] Variables =
    [
        new("interpolation-format", "services: {web: {image: \"${IMAGE NAME}\"}}", "services: {web: {image: \"${IMAGE:-nginx}\"}}"),
        new("required-variable", "services: {web: {image: \"${IMAGE:?say which}\"}}", "services: {web: {image: \"${IMAGE:?say which}\"}}\n=== .env\nIMAGE=nginx\n"),
        new("interpolation-cast", "services: {web: {image: nginx, scale: \"two\"}}", "services: {web: {image: nginx, scale: \"2\"}}"),
        new("env-file-syntax", Web + "\n=== .env\nMY KEY=1\n", Web + "\n=== .env\nMY_KEY=1\n"),
        new("env-file-missing", "services: {web: {image: nginx, env_file: web.env}}", "services: {web: {image: nginx, env_file: web.env}}\n=== web.env\nA=1\n"),
        new("env-file-format", "services: {web: {image: nginx, env_file: [{path: web.env, format: json}]}}\n=== web.env\nA=1\n",
            "services: {web: {image: nginx, env_file: [{path: web.env, format: raw}]}}\n=== web.env\nA=1\n"),
        new("project-name-invalid", Web + "\n=== .env\nCOMPOSE_PROJECT_NAME=My App\n", Web + "\n=== .env\nCOMPOSE_PROJECT_NAME=my-app\n"),
        new("project-name-empty", "name: \"$$\"\n" + Web, "name: app\n" + Web),
        new("env-file-syntax", "services: {web: {image: nginx, label_file: labels}}\n=== labels\na b=c\n", "services: {web: {image: nginx, label_file: labels}}\n=== labels\na=c\n"),
        new("label-file-missing", "services: {web: {image: nginx, label_file: labels}}", "services: {web: {image: nginx, label_file: labels}}\n=== labels\na=b\n"),
    ];

    private static readonly RuleExample[] Schema =
    [
        new("unknown-key", "services: {web: {image: nginx, port: [\"80:80\"]}}", "services: {web: {image: nginx, ports: [\"80:80\"]}}"),
        new("bad-name", "services: {\"my web\": {image: nginx}}", "services: {my-web: {image: nginx}}"),
        new("wrong-type", "services: {web: {image: nginx, user: 1000}}", "services: {web: {image: nginx, user: \"1000\"}}"),
        new("missing-key", "services: {web: {image: nginx, volumes: [{source: ./a, target: /a}]}}", "services: {web: {image: nginx, volumes: [{type: bind, source: ./a, target: /a}]}}"),
        new("unknown-value", "services: {web: {image: nginx, depends_on: {db: {condition: healthy}}}, db: {image: postgres}}",
            "services: {web: {image: nginx, depends_on: {db: {condition: service_healthy}}}, db: {image: postgres}}"),
        new("bad-pattern", "services: {web: {image: nginx, pull_policy: sometimes}}", "services: {web: {image: nginx, pull_policy: always}}"),
        new("out-of-range", "services: {web: {image: nginx, oom_score_adj: 2000}}", "services: {web: {image: nginx, oom_score_adj: 500}}"),
        new("repeated-item", "services: {web: {image: nginx, security_opt: [a, a]}}", "services: {web: {image: nginx, security_opt: [a, b]}}"),
    ];

    private static readonly RuleExample[] Forms =
    [
        new("port-format", "services: {web: {image: nginx, ports: [\"80:\"]}}", "services: {web: {image: nginx, ports: [\"80:80\"]}}"),
        new("port-target-missing", "services: {web: {image: nginx, ports: [{published: 80}]}}", "services: {web: {image: nginx, ports: [{published: 80, target: 80}]}}"),
        new("port-host-ip", "services: {web: {image: nginx, ports: [{host_ip: localhost, target: 80}]}}", "services: {web: {image: nginx, ports: [{host_ip: 127.0.0.1, target: 80}]}}"),
        new("volume-format", "services: {web: {image: nginx, volumes: [\"./a::/a\"]}}", "services: {web: {image: nginx, volumes: [\"./a:/a\"]}}"),
        new("volume-target-missing", "services: {web: {image: nginx, volumes: [{type: tmpfs}]}}", "services: {web: {image: nginx, volumes: [{type: tmpfs, target: /a}]}}"),
        new("bind-source-missing", "services: {web: {image: nginx, volumes: [{type: bind, target: /a}]}}", "services: {web: {image: nginx, volumes: [{type: bind, source: ./a, target: /a}]}}"),
        new("device-format", "services: {web: {image: nginx, devices: [\"/a:/b:r:w\"]}}", "services: {web: {image: nginx, devices: [\"/a:/b:rw\"]}}"),
        new("build-ssh-format", "services: {web: {build: {context: ., ssh: [mine]}}}", "services: {web: {build: {context: ., ssh: [default, mine=~/key]}}}"),
        new("additional-context-format", "services: {web: {build: {context: ., additional_contexts: [lib]}}}", "services: {web: {build: {context: ., additional_contexts: [lib=./lib]}}}"),
        new("ulimit-format", "services: {web: {image: nginx, ulimits: {NOFILE: null}}}", "services: {web: {image: nginx, ulimits: {nofile: 1024}}}"),
        new("external-name-conflict", Web + "\nvolumes: {data: {name: a, external: {name: b}}}", Web + "\nvolumes: {data: {name: a, external: true}}"),
        new("list-item-not-text", "services: {web: {image: nginx, environment: [5]}}", "services: {web: {image: nginx, environment: [A=5]}}"),
    ];

    private static readonly RuleExample[] Values =
    [
        new("duration-format", "services: {web: {image: nginx, stop_grace_period: \"30\"}}", "services: {web: {image: nginx, stop_grace_period: 30s}}"),
        new("size-format", "services: {web: {image: nginx, mem_limit: lots}}", "services: {web: {image: nginx, mem_limit: 512m}}"),
        new("command-quoting", "services: {web: {image: nginx, command: \"echo 'a\"}}", "services: {web: {image: nginx, command: \"echo 'a'\"}}"),
        new("environment-key-space", "services: {web: {image: nginx, environment: [\"A =1\"]}}", "services: {web: {image: nginx, environment: [\"A=1\"]}}"),
        new("extra-host-format", "services: {web: {image: nginx, extra_hosts: [db]}}", "services: {web: {image: nginx, extra_hosts: [\"db=10.0.0.1\"]}}"),
        new("number-format", "services: {web: {image: nginx, healthcheck: {retries: -1}}}", "services: {web: {image: nginx, healthcheck: {retries: 1}}}"),
        new("boolean-format", "services: {web: {image: nginx, attach: maybe}}", "services: {web: {image: nginx, attach: false}}"),
        new("text-format", "services: {web: {image: nginx, group_add: [1.5]}}", "services: {web: {image: nginx, group_add: [1]}}"),
        new("mode-format", "services: {web: {image: nginx, secrets: [{source: s, mode: rw}]}}\nsecrets: {s: {file: ./s}}", "services: {web: {image: nginx, secrets: [{source: s, mode: \"0440\"}]}}\nsecrets: {s: {file: ./s}}"),
        new("device-count-format", "services: {web: {image: nginx, gpus: [{count: some}]}}", "services: {web: {image: nginx, gpus: [{count: all}]}}"),
        new("extension-name", "services: {web: {image: nginx, networks: [x-front]}}\nnetworks: {x-front: {}}", "services: {web: {image: nginx, networks: [front]}}\nnetworks: {front: {}}"),
    ];

    private static readonly RuleExample[] Files =
    [
        new("merge-conflict", "services: {web: {image: nginx, healthcheck: {test: a}}}\n---\nservices: {web: {healthcheck: [b]}}",
            "services: {web: {image: nginx, healthcheck: {test: a}}}\n---\nservices: {web: {healthcheck: {test: b}}}"),
        new("extends-target", "services: {web: {extends: base}}", "services: {web: {extends: base}, base: {image: nginx}}"),
        new("extends-file", "services: {web: {extends: {file: base.yml, service: base}}}", "services: {web: {extends: {file: base.yml, service: base}}}\n=== base.yml\nservices: {base: {image: nginx}}"),
        new("extends-cycle", "services: {a: {extends: b}, b: {extends: a}}", "services: {a: {extends: b}, b: {image: nginx}}"),
        new("include-form", "include: other.yml\n" + Web, "include: [other.yml]\n" + Web + "\n=== other.yml\nservices: {db: {image: postgres}}"),
        new("include-file", "include: [other.yml]\n" + Web, "include: [other.yml]\n" + Web + "\n=== other.yml\nservices: {db: {image: postgres}}"),
        new("include-cycle", "include: [compose.yml]\n" + Web, Web),
        new("include-conflict", "include: [other.yml]\n" + Web + "\n=== other.yml\nservices: {web: {image: httpd}}", "include: [other.yml]\n" + Web + "\n=== other.yml\nservices: {web: {image: nginx}}"),
        new("external-volume-options", Web + "\nvolumes: {data: {external: true, driver: local}}", Web + "\nvolumes: {data: {external: true}}"),
        new("file-object-sources", Web + "\nconfigs: {c: {file: ./c, content: c}}", Web + "\nconfigs: {c: {content: c}}"),
        new("watch-path-blank", "services: {web: {image: nginx, develop: {watch: [{path: \"\", action: rebuild}]}}}", "services: {web: {image: nginx, develop: {watch: [{path: ., action: rebuild}]}}}"),
        new("device-count-and-ids", "services: {web: {image: nginx, gpus: [{count: 1, device_ids: [a]}]}}", "services: {web: {image: nginx, gpus: [{device_ids: [a]}]}}"),
    ];

    private static readonly RuleExample[] Services =
    [
        new("no-image-or-build", "services: {web: {ports: [\"80:80\"]}}", Web),
        new("two-dockerfiles", "services: {web: {build: {dockerfile: a, dockerfile_inline: FROM b}}}", "services: {web: {build: {dockerfile_inline: FROM b}}}"),
        new("platform-not-built", "services: {web: {platform: linux/arm64, build: {platforms: [linux/amd64]}}}", "services: {web: {platform: linux/arm64, build: {platforms: [linux/amd64, linux/arm64]}}}"),
        new("network-mode-and-networks", "services: {web: {image: nginx, network_mode: host, networks: [front]}}\nnetworks: {front: {}}", "services: {web: {image: nginx, network_mode: host}}"),
        new("healthcheck-test-word", "services: {web: {image: nginx, healthcheck: {test: [curl, localhost]}}}", "services: {web: {image: nginx, healthcheck: {test: [CMD, curl, localhost]}}}"),
        new("secret-source", Web + "\nsecrets: {s: {driver: vault}}", Web + "\nsecrets: {s: {environment: S}}"),
        new("container-name-twice", "services: {a: {image: nginx, container_name: web}, b: {image: nginx, container_name: web}}", "services: {a: {image: nginx, container_name: web1}, b: {image: nginx, container_name: web2}}"),
        new("scale-conflict", "services: {web: {image: nginx, scale: 2, deploy: {replicas: 3}}}", "services: {web: {image: nginx, scale: 2}}"),
        new("scale-negative", "services: {web: {image: nginx, scale: -1}}", "services: {web: {image: nginx, scale: 0}}"),
        new("container-name-replicas", "services: {web: {image: nginx, scale: 2, container_name: web}}", "services: {web: {image: nginx, scale: 2}}"),
        new("resource-conflict", "services: {web: {image: nginx, mem_limit: 1g, deploy: {resources: {limits: {memory: 2g}}}}}", "services: {web: {image: nginx, mem_limit: 1g, deploy: {resources: {limits: {memory: 1024m}}}}}"),
        new("mount-target-twice", "services: {web: {image: nginx, tmpfs: /a, volumes: [\"./a:/a\"]}}", "services: {web: {image: nginx, tmpfs: /b, volumes: [\"./a:/a\"]}}"),
        new("watch-target", "services: {web: {image: nginx, develop: {watch: [{path: ., action: sync}]}}}", "services: {web: {image: nginx, develop: {watch: [{path: ., action: sync, target: /a}]}}}"),
        new("dependency-cycle", "services: {a: {image: nginx, depends_on: [b]}, b: {image: nginx, links: [a]}}", "services: {a: {image: nginx, depends_on: [b]}, b: {image: nginx}}"),
    ];

    private static readonly RuleExample[] References =
    [
        new("undefined-service", "services: {web: {image: nginx, depends_on: [dbb]}, db: {image: postgres}}", "services: {web: {image: nginx, depends_on: [db]}, db: {image: postgres}}"),
        new("undefined-network", "services: {web: {image: nginx, networks: [front]}}", "services: {web: {image: nginx, networks: [front]}}\nnetworks: {front: {}}"),
        new("undefined-volume", "services: {web: {image: nginx, volumes: [\"data:/data\"]}}", "services: {web: {image: nginx, volumes: [\"data:/data\"]}}\nvolumes: {data: {}}"),
        new("undefined-secret-or-config", "services: {web: {image: nginx, secrets: [key]}}", "services: {web: {image: nginx, secrets: [key]}}\nsecrets: {key: {file: ./key}}"),
        new("undefined-model", "services: {web: {image: nginx, models: [m]}}", "services: {web: {image: nginx, models: [m]}}\nmodels: {m: {model: ai/small}}"),
        new("additional-context-service", "services: {web: {build: {context: ., additional_contexts: {base: \"service:base\"}}}, base: {image: nginx}}",
            "services: {web: {build: {context: ., additional_contexts: {base: \"service:base\"}}}, base: {build: ./base}}"),
    ];
}
