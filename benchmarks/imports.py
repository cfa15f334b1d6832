"""Large files of other tools: a Kubernetes dump, a Terraform state, traces; each imported whole.

Run `python benchmarks/imports.py`. The texts are made here, in the shape that the tools write.
"""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from estates import DRCTL, run

RUNS = 3

CONTAINER = """\
        containers:
        - env:
          - name: FIRST_ADDR
            value: svc-{a}:80
          - name: SECOND_URL
            value: http://svc-{b}:80
          - name: LOG_LEVEL
            value: info
          image: example.com/svc-{i}:1
          imagePullPolicy: IfNotPresent
          livenessProbe:
            failureThreshold: 3
            httpGet:
              path: /healthz
              port: 8080
              scheme: HTTP
            periodSeconds: 10
            successThreshold: 1
            timeoutSeconds: 1
          name: main
          resources:
            limits:
              cpu: 200m
              memory: 128Mi
            requests:
              cpu: 100m
              memory: 64Mi
          terminationMessagePath: /dev/termination-log
          terminationMessagePolicy: File
        dnsPolicy: ClusterFirst
        restartPolicy: Always
        schedulerName: default-scheduler
        securityContext: {{}}
        terminationGracePeriodSeconds: 30
"""
OBJECTS = """\
- apiVersion: apps/v1
  kind: Deployment
  metadata:
    annotations:
      deployment.kubernetes.io/revision: "3"
      kubectl.kubernetes.io/last-applied-configuration: |
        {applied}
    creationTimestamp: "2026-01-01T00:00:00Z"
    generation: 3
    labels:
      app: svc-{i}
{managed}    name: svc-{i}
    namespace: shop
    resourceVersion: "12345"
    uid: 01234567-89ab-cdef-0123-456789abcdef
  spec:
    progressDeadlineSeconds: 600
    replicas: 2
    revisionHistoryLimit: 10
    selector:
      matchLabels:
        app: svc-{i}
    strategy:
      rollingUpdate:
        maxSurge: 25%
        maxUnavailable: 25%
      type: RollingUpdate
    template:
      metadata:
        creationTimestamp: null
        labels:
          app: svc-{i}
      spec:
{container}  status:
    availableReplicas: 2
    conditions:
    - lastTransitionTime: "2026-01-01T00:00:00Z"
      lastUpdateTime: "2026-01-01T00:00:00Z"
      message: Deployment has minimum availability.
      reason: MinimumReplicasAvailable
      status: "True"
      type: Available
    observedGeneration: 3
    readyReplicas: 2
    replicas: 2
    updatedReplicas: 2
- apiVersion: v1
  kind: Service
  metadata:
    creationTimestamp: "2026-01-01T00:00:00Z"
    name: svc-{i}
    namespace: shop
    resourceVersion: "1234"
    uid: 01234567-89ab-cdef-0123-456789abcdef
  spec:
    clusterIP: 10.0.0.1
    clusterIPs:
    - 10.0.0.1
    ports:
    - port: 80
      protocol: TCP
      targetPort: 8080
    selector:
      app: svc-{i}
    sessionAffinity: None
    type: ClusterIP
  status:
    loadBalancer: {{}}
"""
FIELDS = (
    "spec template containers env image name ports resources replicas selector strategy labels"
)


def managed() -> str:
    """What `kubectl get -o yaml --show-managed-fields` writes of who set which field."""
    fields = "".join(
        f"        f:{name}:\n          .: {{}}\n          f:{name}s: {{}}\n"
        for name in FIELDS.split()
    )
    return (
        "    managedFields:\n    - apiVersion: apps/v1\n      fieldsType: FieldsV1\n"
        f"      fieldsV1:\n{fields}      manager: kubectl\n      operation: Update\n"
        '      time: "2026-01-01T00:00:00Z"\n'
    )


def dump(size: int, fields: str) -> Iterator[str]:
    """A `List` of Deployments, each with its Service, of so many bytes."""
    yield "apiVersion: v1\nitems:\n"
    written = i = 0
    while written < size:
        env = [{"name": "FIRST_ADDR", "value": "z" * 400}]
        applied = json.dumps({"kind": "Deployment", "metadata": {"name": f"svc-{i}"}, "env": env})
        container = CONTAINER.format(i=i, a=i * 7 % (i + 1), b=i * 13 % (i + 1))
        text = OBJECTS.format(i=i, applied=applied, managed=fields, container=container)
        written += len(text)
        i += 1
        yield text
    yield 'kind: List\nmetadata:\n  resourceVersion: ""\n'


def state(size: int) -> str:
    """A Terraform state of instances that depend on others, of some more bytes."""
    count = size // 820
    resources = [
        {
            "mode": "managed",
            "type": ("aws_instance", "aws_db_instance", "aws_lb", "aws_sqs_queue")[i % 4],
            "name": f"part_{i}",
            "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
            "instances": [
                {
                    "schema_version": 1,
                    "attributes": {
                        "id": f"i-{i:017x}",
                        "arn": f"arn:aws:ec2:eu-central-1:123456789012:instance/i-{i:017x}",
                        "availability_zone": "eu-central-1a",
                        "tags": {"team": f"team-{i % 50}", "name": f"part-{i}", "note": "x" * 120},
                    },
                    "sensitive_attributes": [],
                    "dependencies": [
                        f"{('aws_instance', 'aws_db_instance', 'aws_lb', 'aws_sqs_queue')[d % 4]}"
                        f".part_{d}"
                        for d in {i // 2, i // 3}
                        if d != i
                    ],
                }
            ],
        }
        for i in range(count)
    ]
    whole = {
        "version": 4,
        "terraform_version": "1.9.0",
        "serial": 3,
        "lineage": "a",
        "outputs": {},
    }
    return json.dumps(whole | {"resources": resources}, indent=2)


def calls(edges: int) -> str:
    """Jaeger's dependencies of so many pairs."""
    pairs = [
        {"parent": f"svc-{i // 10}", "child": f"svc-{(i * 7 + i % 10) % (edges // 10)}x{i % 10}"}
        for i in range(edges)
    ]
    return json.dumps({"data": [pair | {"callCount": 3} for pair in pairs]})


def main() -> None:
    """Print the table: the best of some runs each."""
    print(f"{'file':40}{'MB':>6}{'CPU, s':>8}{'wall, s':>9}{'memory, MB':>12}  limit")
    made = [
        (
            "kubernetes",
            "dump.yaml",
            "a dump with managed fields",
            "".join(dump(50_000_000, managed())),
        ),
        ("kubernetes", "dump.yaml", "a dump without", "".join(dump(50_000_000, ""))),
        ("terraform", "state.json", "a Terraform state", state(20_000_000)),
        ("jaeger", "calls.json", "100,000 pairs of Jaeger", calls(100_000)),
    ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, file, what, text in made:
            (folder / file).write_text(text)
            runs = [run([*DRCTL, "import", kind, file], folder) for _ in range(RUNS)]
            wall, cpu, memory = min(runs, key=lambda one: one[1])
            limit = "3 s CPU" if kind == "jaeger" else "10 s CPU"
            size = len(text) / 1e6
            print(f"{what:40}{size:6.0f}{cpu:8.1f}{wall:9.1f}{memory:12.0f}  {limit}", flush=True)


if __name__ == "__main__":
    main()
