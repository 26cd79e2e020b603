"""Policy: who may do what, and who may talk to whom."""

from podwright.policy.namespace import Namespace
from podwright.policy.network_policy import DefaultDeny, NetworkPolicy
from podwright.policy.peers import Addresses, Anywhere, NamespacePods, Peer, Pods
from podwright.policy.priority import PriorityClass
from podwright.policy.quota import Quota, ResourceQuota
from podwright.policy.rbac import ClusterRole, ResourceRule, ServiceAccount, Subject, UrlRule

__all__ = [
    "Addresses",
    "Anywhere",
    "ClusterRole",
    "DefaultDeny",
    "Namespace",
    "NamespacePods",
    "NetworkPolicy",
    "Peer",
    "Pods",
    "PriorityClass",
    "Quota",
    "ResourceQuota",
    "ResourceRule",
    "ServiceAccount",
    "Subject",
    "UrlRule",
]
