"""All faults, family by family.

To plant another one is one more `Fault` in the module of its family: the patch, and the code, object and
field that verify must tell. What TARSy has not (an Ingress, an autoscaler, an operator's Secret) stands in
``additions/``, sound in itself; what the other systems bring has modules that are called after them.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.verify.faults.capacity_faults import CAPACITY_FAULTS
from tests.verify.faults.data_faults import DATA_FAULTS
from tests.verify.faults.fault import Fault
from tests.verify.faults.file_faults import FILE_FAULTS
from tests.verify.faults.identity_faults import IDENTITY_FAULTS
from tests.verify.faults.network_faults import NETWORK_FAULTS
from tests.verify.faults.pod_security_faults import POD_SECURITY_FAULTS
from tests.verify.faults.port_faults import PORT_FAULTS
from tests.verify.faults.reactbin_faults import REACTBIN_FAULTS
from tests.verify.faults.reference_faults import REFERENCE_FAULTS
from tests.verify.faults.schema_faults import SCHEMA_FAULTS
from tests.verify.faults.security_faults import SECURITY_FAULTS
from tests.verify.faults.selector_faults import SELECTOR_FAULTS
from tests.verify.faults.tool_registry_faults import TOOL_REGISTRY_FAULTS
from tests.verify.faults.upgrade_faults import UPGRADE_FAULTS
from tests.verify.faults.waiver_faults import WAIVER_FAULTS

FAULTS: Sequence[Fault] = (
    *SCHEMA_FAULTS,
    *IDENTITY_FAULTS,
    *DATA_FAULTS,
    *REFERENCE_FAULTS,
    *SELECTOR_FAULTS,
    *PORT_FAULTS,
    *NETWORK_FAULTS,
    *POD_SECURITY_FAULTS,
    *SECURITY_FAULTS,
    *CAPACITY_FAULTS,
    *UPGRADE_FAULTS,
    *WAIVER_FAULTS,
    *REACTBIN_FAULTS,
    *TOOL_REGISTRY_FAULTS,
)

__all__ = ["FAULTS", "FILE_FAULTS"]
