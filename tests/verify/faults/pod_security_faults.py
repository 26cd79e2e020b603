"""Faults of pods that are not admitted, or that may do more than they need."""

from __future__ import annotations

from tests.verify.faults.fault import Fault
from tests.verify.faults.patches import add, put, remove

_TARSY = "Deployment/tarsy"
_DATABASE = "StatefulSet/tarsy-database"
_POD = "spec.template.spec"
_CONTAINER = f"{_POD}.containers[tarsy]"

_PODS = (
    Fault(
        name="runs-as-root",
        patch=(put(_TARSY, f"{_CONTAINER}.securityContext.runAsUser", 0),),
        code="scc-violation",
        at=_TARSY,
        field=f"{_CONTAINER}.securityContext.runAsUser",
    ),
    Fault(
        name="may-run-as-root",
        patch=(remove(_TARSY, f"{_POD}.securityContext.runAsNonRoot"),),
        code="unhardened-container",
        at=_TARSY,
        field=_POD,
    ),
    Fault(
        name="may-gain-privileges",
        patch=(put(_TARSY, f"{_CONTAINER}.securityContext.allowPrivilegeEscalation", True),),
        code="scc-violation",
        at=_TARSY,
        field=f"{_CONTAINER}.securityContext.allowPrivilegeEscalation",
        also=("unhardened-container",),
    ),
    Fault(
        name="privileged-container",
        patch=(put(_TARSY, f"{_CONTAINER}.securityContext.privileged", True),),
        code="scc-violation",
        at=_TARSY,
        field=f"{_CONTAINER}.securityContext.privileged",
    ),
    Fault(
        name="capability-added",
        patch=(put(_TARSY, f"{_CONTAINER}.securityContext.capabilities.add", ["NET_ADMIN"]),),
        code="scc-violation",
        at=_TARSY,
        field=f"{_CONTAINER}.securityContext.capabilities.add",
    ),
    Fault(
        name="T8-init-container-without-security-context",
        patch=(remove(_TARSY, f"{_POD}.initContainers[llm-service].securityContext"),),
        code="unhardened-container",
        at=_TARSY,
        field=f"{_POD}.initContainers[llm-service]",
        also=("writable-root-filesystem",),
    ),
    Fault(
        name="seccomp-profile-forgotten",
        patch=(remove(_DATABASE, f"{_POD}.securityContext.seccompProfile"),),
        code="unhardened-container",
        at=_DATABASE,
        field=_POD,
    ),
    Fault(
        name="network-of-the-node",
        patch=(put(_TARSY, f"{_POD}.hostNetwork", True),),
        code="scc-violation",
        at=_TARSY,
        field=f"{_POD}.hostNetwork",
    ),
    Fault(
        name="path-of-the-node",
        patch=(
            put(
                _DATABASE,
                f"{_POD}.volumes[database-data]",
                {"name": "database-data", "hostPath": {"path": "/data"}},
            ),
        ),
        code="scc-violation",
        at=_DATABASE,
        field=f"{_POD}.volumes[database-data].hostPath",
        also=("unused-claim",),
    ),
    Fault(
        name="user-id-outside-of-the-range-of-the-namespace",
        patch=(put(_DATABASE, f"{_POD}.securityContext.runAsUser", 999),),
        code="scc-violation",
        at=_DATABASE,
        field=f"{_POD}.securityContext.runAsUser",
    ),
    Fault(
        name="group-outside-of-the-range-of-the-namespace",
        patch=(put(_DATABASE, f"{_POD}.securityContext.fsGroup", 999),),
        code="scc-violation",
        at=_DATABASE,
        field=f"{_POD}.securityContext.fsGroup",
    ),
    Fault(
        name="constraints-widened-but-not-the-level-of-the-namespace",
        patch=(
            add(
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: database-anyuid, namespace: tarsy-dev}
                roleRef:
                  {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:openshift:scc:anyuid}
                subjects: [{kind: ServiceAccount, name: tarsy-database, namespace: tarsy-dev}]
                """
            ),
            put(_DATABASE, f"{_POD}.securityContext.runAsNonRoot", value=False),
            put(_DATABASE, f"{_POD}.securityContext.runAsUser", 0),
        ),
        code="pod-security-violation",
        at=_DATABASE,
        field=f"{_POD}.securityContext",
        also=("unhardened-container",),
    ),
    Fault(
        name="pod-security-level-misspelt",
        patch=(
            put("Namespace/tarsy-dev", "metadata.labels[pod-security.kubernetes.io/enforce]", "restrictive"),
        ),
        code="invalid-pod-security-level",
        at="Namespace/tarsy-dev",
        field="metadata.labels[pod-security.kubernetes.io/enforce]",
    ),
    Fault(
        name="hardening-forgotten-where-nothing-enforces-it",
        patch=(
            remove("Namespace/tarsy-dev", "metadata.labels[pod-security.kubernetes.io/enforce]"),
            remove(_TARSY, f"{_CONTAINER}.securityContext.capabilities"),
        ),
        code="unhardened-container",
        at=_TARSY,
        field=_CONTAINER,
    ),
    Fault(
        name="seccomp-by-annotation",
        patch=(
            remove(_TARSY, f"{_POD}.securityContext.seccompProfile"),
            put(
                _TARSY,
                "spec.template.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]",
                "runtime/default",
            ),
        ),
        code="ignored-seccomp-annotation",
        at=_TARSY,
        field="spec.template.metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]",
        also=("unhardened-container",),
    ),
    Fault(
        name="writable-root-filesystem",
        patch=(put(_TARSY, f"{_CONTAINER}.securityContext.readOnlyRootFilesystem", False),),
        code="writable-root-filesystem",
        at=_TARSY,
        field=f"{_CONTAINER}.securityContext",
    ),
    Fault(
        name="D7-read-only-without-a-place-to-write",
        patch=(
            remove(_DATABASE, f"{_POD}.containers[0].volumeMounts[/var/run/postgresql]"),
            remove(_DATABASE, f"{_POD}.volumes[postgresql-var-run-postgresql]"),
        ),
        code="unwritable-path",
        at=_DATABASE,
        field=f"{_POD}.containers[0].volumeMounts",
    ),
)

_PERMITTED = (
    remove("Namespace/tarsy-dev", "metadata.labels[pod-security.kubernetes.io/enforce]"),
    add(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: tarsy-privileged, namespace: tarsy-dev}
        roleRef:
          {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:openshift:scc:privileged}
        subjects: [{kind: ServiceAccount, name: tarsy, namespace: tarsy-dev}]
        """
    ),
)
"""Everything is admitted: what is left is what a reviewer asks."""

_ADMITTED = (
    Fault(
        name="privileged-container-that-is-admitted",
        patch=(*_PERMITTED, put(_TARSY, f"{_CONTAINER}.securityContext.privileged", True)),
        code="privileged-container",
        at=_TARSY,
        field=f"{_CONTAINER}.securityContext.privileged",
    ),
    Fault(
        name="network-of-the-node-that-is-admitted",
        patch=(*_PERMITTED, put(_TARSY, f"{_POD}.hostNetwork", True)),
        code="host-namespace",
        at=_TARSY,
        field=f"{_POD}.hostNetwork",
    ),
    Fault(
        name="path-of-the-node-that-is-admitted",
        patch=(
            *_PERMITTED,
            put(
                _TARSY,
                f"{_POD}.volumes[tarsy-data]",
                {"name": "tarsy-data", "hostPath": {"path": "/var/lib/tarsy"}},
            ),
        ),
        code="host-path",
        at=_TARSY,
        field=f"{_POD}.volumes[tarsy-data].hostPath",
    ),
    Fault(
        name="port-of-the-node-that-is-admitted",
        patch=(*_PERMITTED, put(_TARSY, f"{_CONTAINER}.ports[http].hostPort", 8080)),
        code="host-port",
        at=_TARSY,
        field=f"{_CONTAINER}.ports[http].hostPort",
    ),
    Fault(
        name="capability-that-is-admitted",
        patch=(*_PERMITTED, put(_TARSY, f"{_CONTAINER}.securityContext.capabilities.add", ["SYS_PTRACE"])),
        code="added-capability",
        at=_TARSY,
        field=f"{_CONTAINER}.securityContext.capabilities.add",
    ),
    Fault(
        name="root-that-must-not-be-root",
        patch=(*_PERMITTED, put(_TARSY, f"{_CONTAINER}.securityContext.runAsUser", 0)),
        code="non-root-as-root",
        at=_TARSY,
        field=f"{_CONTAINER}.securityContext.runAsUser",
    ),
    Fault(
        name="capability-for-a-port-that-nobody-has",
        patch=(
            put(_DATABASE, f"{_POD}.containers[0].securityContext.capabilities.add", ["NET_BIND_SERVICE"]),
        ),
        code="pointless-capability",
        at=_DATABASE,
        field=f"{_POD}.containers[0].securityContext.capabilities.add",
    ),
)

POD_SECURITY_FAULTS = (*_PODS, *_ADMITTED)
