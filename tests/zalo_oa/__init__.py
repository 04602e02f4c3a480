"""A strict local Official Account of Zalo; see `server`."""

from tests.platforms.faults import ANY, DOWNLOAD
from tests.zalo_oa.calls import CS, DETAIL
from tests.zalo_oa.forging import Forgery
from tests.zalo_oa.oauth import PATH as TOKENS
from tests.zalo_oa.server import FakeOA
from tests.zalo_oa.signing import Signing

__all__ = ["ANY", "CS", "DETAIL", "DOWNLOAD", "TOKENS", "FakeOA", "Forgery", "Signing"]
