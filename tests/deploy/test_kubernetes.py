"""The manifests for Kubernetes: held against its published schemas, and against each other."""

from __future__ import annotations

import copy
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from agent.settings import Settings
from deploy.llama.llama_server import server_options

FOLDER = Path(__file__).parents[2] / "deploy" / "k8s"
FILES = sorted(FOLDER.rglob("*.yaml"))
VERSIONS = ("1.29", "1.37")
OWN = {  # of operators, whose schemas are not Kubernetes' own
    "postgresql.cnpg.io/v1 Cluster": {
        "instances",
        "bootstrap",
        "postgresql",
        "storage",
        "resources",
    },
    "redis.redis.opstreelabs.in/v1beta2 Redis": {
        "podSecurityContext",
        "kubernetesConfig",
        "storage",
    },
    "milvus.io/v1beta1 Milvus": {"mode", "config", "components", "dependencies"},
}
GENERATED = {"mentor-postgres-app"}  # by CloudNativePG
Manifest = dict[str, Any]


def documents(file: Path) -> list[Manifest]:
    return [document for document in yaml.safe_load_all(file.read_text()) if document]


def kind(manifest: Manifest) -> str:
    return f"{manifest['apiVersion']} {manifest['kind']}"


MANIFESTS = [
    manifest for file in FILES if file.name != "kustomization.yaml" for manifest in documents(file)
]
SETS = {file.parent: documents(file)[0] for file in FILES if file.name == "kustomization.yaml"}
STANDARD = [manifest for manifest in MANIFESTS if kind(manifest) not in OWN]


def named(kinds: str) -> list[Manifest]:
    return [manifest for manifest in MANIFESTS if manifest["kind"] in kinds.split()]


def template(manifest: Manifest) -> Manifest:
    spec = manifest["spec"]
    found: Manifest = spec.get("jobTemplate", {"spec": spec})["spec"]["template"]
    return found


WORKLOADS = named("Deployment StatefulSet Job CronJob")


def containers() -> Iterator[tuple[str, Manifest, Manifest]]:
    for workload in WORKLOADS:
        pod = template(workload)["spec"]
        for container in pod["containers"] + pod.get("initContainers", []):
            yield workload["metadata"]["name"], pod, container


@pytest.mark.parametrize("version", VERSIONS)
def test_each_manifest_is_what_kubernetes_takes(version: str) -> None:
    for manifest in STANDARD:
        kubernetes_validate.validate(manifest, version, strict=True)
    for manifest in MANIFESTS:
        if known := OWN.get(kind(manifest)):
            assert set(manifest["spec"]) <= known, kind(manifest)


WRONG: list[tuple[str, list[Any], Any]] = [
    ("Deployment", ["spec", "replica"], 3),
    ("Deployment", ["spec", "replicas"], "three"),
    ("Deployment", ["spec", "template", "spec", "containers", 0, "readinesProbe"], {}),
    ("StatefulSet", ["spec", "template", "spec", "containers", 0, "ports", 0, "port"], 1),
    ("CronJob", ["spec", "jobTemplate", "spec", "template", "spec", "restart"], "Never"),
    ("NetworkPolicy", ["spec", "egres"], []),
    ("Ingress", ["spec", "rules", 0, "http", "paths", 0, "pathType"], 1),
    ("Service", ["spec", "ports", 0, "targetport"], 80),
]


@pytest.mark.parametrize(("which", "path", "value"), WRONG, ids=lambda value: str(value)[:30])
def test_a_wrong_field_is_found(which: str, path: list[Any], value: object) -> None:
    manifest = copy.deepcopy(named(which)[0])
    at: Any = manifest
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(manifest, VERSIONS[-1], strict=True)


def test_each_file_belongs_to_a_set_and_each_set_is_there() -> None:
    used = set()
    for folder, kustomization in SETS.items():
        assert kustomization["namespace"] == "ai-mentor"
        for resource in kustomization["resources"]:
            place = (folder / resource).resolve()
            assert place.is_file() or (place / "kustomization.yaml").is_file(), resource
            used.add(place)
    loose = [file for file in FILES if file not in used and file.name != "kustomization.yaml"]
    assert [file.name for file in loose] == ["secrets.example.yaml"]


@pytest.mark.parametrize("overlay", sorted(p.name for p in (FOLDER / "overlays").iterdir()))
def test_kustomize_builds_the_overlay(overlay: str) -> None:
    if not (kubectl := shutil.which("kubectl")):
        pytest.skip("kubectl, which has kustomize in it, is not installed")
    done = subprocess.run(
        [kubectl, "kustomize", str(FOLDER / "overlays" / overlay)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    built = list(yaml.safe_load_all(done.stdout))
    kinds = {manifest["kind"] for manifest in built}
    assert ("StatefulSet" in kinds) == (overlay == "faculty")
    for manifest in built:
        if kind(manifest) not in OWN:
            kubernetes_validate.validate(manifest, VERSIONS[-1], strict=True)


def test_no_pod_of_ours_may_more_than_it_needs() -> None:
    for name, pod, container in containers():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        allowed = container["securityContext"]
        assert allowed["readOnlyRootFilesystem"] is True, name
        assert allowed["allowPrivilegeEscalation"] is False, name
        assert allowed["capabilities"] == {"drop": ["ALL"]}, name
        assert "memory" in container["resources"]["limits"], name


def test_what_is_referred_to_is_there() -> None:
    secrets = {m["metadata"]["name"]: set(m["stringData"]) for m in named("Secret")}
    claims = {m["metadata"]["name"] for m in named("PersistentVolumeClaim")}
    maps = {
        made["name"]
        for kustomization in SETS.values()
        for made in kustomization.get("configMapGenerator", [])
    }
    images = {
        image["name"]
        for kustomization in SETS.values()
        for image in kustomization.get("images", [])
    }
    for name, pod, container in containers():
        assert container["image"] in images, name
        assert {source["configMapRef"]["name"] for source in container.get("envFrom", [])} <= maps
        for variable in container.get("env", []):
            key = variable.get("valueFrom", {}).get("secretKeyRef")
            if key and key["name"] not in GENERATED:
                assert key["key"] in secrets[key["name"]], name
        volumes = {volume["name"]: volume for volume in pod["volumes"]}
        assert {mount["name"] for mount in container["volumeMounts"]} == set(volumes), name
        for volume in volumes.values():
            assert volume.get("persistentVolumeClaim", {}).get("claimName", "mentor") in claims
            assert volume.get("secret", {}).get("secretName", "mentor-keys") in secrets
        ports = {port["name"] for port in container.get("ports", [])}
        for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
            assert container.get(probe, {}).get("httpGet", {}).get("port", "http") in ports | {
                "http"
            }


def test_what_selects_pods_finds_them() -> None:
    labels = [template(workload)["metadata"]["labels"] for workload in WORKLOADS]
    assert all(found["app.kubernetes.io/part-of"] == "ai-mentor" for found in labels)
    for manifest in named("Service Deployment StatefulSet PodDisruptionBudget"):
        selector = manifest["spec"]["selector"]
        wanted = selector.get("matchLabels", selector)
        assert any(wanted.items() <= found.items() for found in labels), manifest["metadata"]
    (scaled,) = named("HorizontalPodAutoscaler")
    target = scaled["spec"]["scaleTargetRef"]
    assert target["name"] in {m["metadata"]["name"] for m in named(target["kind"])}


def test_nothing_but_the_set_up_reaches_the_internet() -> None:
    policies = {m["metadata"]["name"]: m["spec"] for m in named("NetworkPolicy")}
    everything = policies["nothing-else"]
    assert everything["podSelector"] == {"matchLabels": {"app.kubernetes.io/part-of": "ai-mentor"}}
    assert everything["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in everything
    out = [
        name
        for name, spec in policies.items()
        for rule in spec.get("egress", [])
        if not rule.get("to") or any("ipBlock" in to for to in rule["to"])
    ]
    assert out == ["setup-installs"]
    setup = next(pod for name, pod, _ in containers() if name == "setup")
    assert not {"materials", "data"} & {
        mount.get("subPath") for mount in setup["containers"][0]["volumeMounts"]
    }


def test_settings_are_settings() -> None:
    known = {f"MENTOR_{name.upper()}" for name in Settings.model_fields}
    lines = (FOLDER / "base" / "mentor.env").read_text().splitlines()
    given = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    for kustomization in SETS.values():
        for made in kustomization.get("configMapGenerator", []):
            given |= {literal.partition("=")[0] for literal in made.get("literals", [])}
    for _, _, container in containers():
        given |= {variable["name"] for variable in container.get("env", [])}
    unknown = {name for name in given if name.startswith("MENTOR_")} - known
    assert not unknown


def test_a_stream_has_time_to_end() -> None:
    (api,) = named("Deployment")
    pod = api["spec"]["template"]["spec"]
    waits = int(pod["containers"][0]["lifecycle"]["preStop"]["exec"]["command"][1])
    lines = (FOLDER / "base" / "mentor.env").read_text().splitlines()
    (limits,) = [line.partition("=")[2] for line in lines if line.startswith("MENTOR_LIMITS")]
    drain = float(Settings(_env_file=None, limits=limits).limits.drain_seconds)
    assert pod["terminationGracePeriodSeconds"] >= waits + drain + 10
    (ingress,) = named("Ingress")
    annotations = ingress["metadata"]["annotations"]
    assert annotations["nginx.ingress.kubernetes.io/proxy-buffering"] == "off"
    assert int(annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]) > 15


def test_the_models_server_is_started_as_make_run_starts_it() -> None:
    (model,) = named("StatefulSet")
    (container,) = template(model)["spec"]["containers"]
    ours = set(server_options(Path("m"), "h", 1, 1, 1, 1, 1, "a"))
    assert {argument.partition("=")[0] for argument in container["args"]} <= ours
    faculty = SETS[FOLDER / "overlays" / "faculty"]["configMapGenerator"][0]["literals"]
    (urls,) = [line for line in faculty if line.startswith("MENTOR_LLM_BASE_URL")]
    replicas = model["spec"]["replicas"]
    listed = Settings(_env_file=None, llm_base_url=urls.partition("=")[2]).llm_base_urls  # type: ignore[call-arg]
    assert listed == [f"http://model-{n}.model:8080/v1" for n in range(replicas)]
