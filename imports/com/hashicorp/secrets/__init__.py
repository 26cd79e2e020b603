from __future__ import annotations

from pkgutil import extend_path
__path__ = extend_path(__path__, __name__)

import abc
import builtins
import datetime
import enum
import typing

import jsii
import publication
import typing_extensions

from jsii._type_checking import cached_type_hints, check_type


from ._jsii import *

class _LazyImport:
    def __init__(self, module_name: str) -> None:
        self._module_name = module_name
        self._module: typing.Any = None
    def __getattr__(self, name: str) -> typing.Any:
        if self._module is None:
            import importlib
            self._module = importlib.import_module(self._module_name)
        return getattr(self._module, name)

if typing.TYPE_CHECKING:

    import cdk8s as _cdk8s_d3d9af27
    import constructs as _constructs_77d1e7e8
else:

    _cdk8s_d3d9af27 = _LazyImport("cdk8s")
    _constructs_77d1e7e8 = _LazyImport("constructs")


class VaultAuth(
    _cdk8s_d3d9af27.ApiObject,
    metaclass=jsii.JSIIMeta,
    jsii_type="comhashicorpsecrets.VaultAuth",
):
    '''How to log in to Vault.

    :schema: VaultAuth
    '''

    def __init__(
        self,
        scope: "_constructs_77d1e7e8.Construct",
        id: builtins.str,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultAuthSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''Defines a "VaultAuth" API object.

        :param scope: the scope in which to define this object.
        :param id: a scope-local name for the object.
        :param metadata: 
        :param spec: The method of logging in, and its settings.
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__a491e58664edd69d3546fe1085f1d9eaf23a6dbb7b490d9f0198b66739fdca38)
            check_type(argname="argument scope", value=scope, expected_type=type_hints["scope"])
            check_type(argname="argument id", value=id, expected_type=type_hints["id"])
        props = VaultAuthProps(metadata=metadata, spec=spec)

        jsii.create(self.__class__, self, [scope, id, props])

    @jsii.member(jsii_name="manifest")
    @builtins.classmethod
    def manifest(
        cls,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultAuthSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> typing.Any:
        '''Renders a Kubernetes manifest for "VaultAuth".

        This can be used to inline resource manifests inside other objects (e.g. as templates).

        :param metadata: 
        :param spec: The method of logging in, and its settings.
        '''
        props = VaultAuthProps(metadata=metadata, spec=spec)

        return typing.cast(typing.Any, jsii.sinvoke(cls, "manifest", [props]))

    @jsii.member(jsii_name="toJson")
    def to_json(self) -> typing.Any:
        '''Renders the object to Kubernetes JSON.'''
        return typing.cast(typing.Any, jsii.invoke(self, "toJson", []))

    @jsii.python.classproperty
    @jsii.member(jsii_name="GVK")
    def GVK(cls) -> "_cdk8s_d3d9af27.GroupVersionKind":
        '''Returns the apiVersion and kind for "VaultAuth".'''
        return typing.cast("_cdk8s_d3d9af27.GroupVersionKind", jsii.sget(cls, "GVK"))


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthProps",
    jsii_struct_bases=[],
    name_mapping={"metadata": "metadata", "spec": "spec"},
)
class VaultAuthProps:
    def __init__(
        self,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultAuthSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''How to log in to Vault.

        :param metadata: 
        :param spec: The method of logging in, and its settings.

        :schema: VaultAuth
        '''
        if isinstance(metadata, dict):
            metadata = _cdk8s_d3d9af27.ApiObjectMetadata(**metadata)
        if isinstance(spec, dict):
            spec = VaultAuthSpec(**spec)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__b04f0b10d212ab5fa7d6f2df33b9f516090b5f80169cc0c93198243d12e8ba6f)
            check_type(argname="argument metadata", value=metadata, expected_type=type_hints["metadata"])
            check_type(argname="argument spec", value=spec, expected_type=type_hints["spec"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if metadata is not None:
            self._values["metadata"] = metadata
        if spec is not None:
            self._values["spec"] = spec

    @builtins.property
    def metadata(self) -> typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"]:
        '''
        :schema: VaultAuth#metadata
        '''
        result = self._values.get("metadata")
        return typing.cast(typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"], result)

    @builtins.property
    def spec(self) -> typing.Optional["VaultAuthSpec"]:
        '''The method of logging in, and its settings.

        :schema: VaultAuth#spec
        '''
        result = self._values.get("spec")
        return typing.cast(typing.Optional["VaultAuthSpec"], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthProps(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpec",
    jsii_struct_bases=[],
    name_mapping={
        "allowed_namespaces": "allowedNamespaces",
        "app_role": "appRole",
        "aws": "aws",
        "gcp": "gcp",
        "headers": "headers",
        "jwt": "jwt",
        "kubernetes": "kubernetes",
        "method": "method",
        "mount": "mount",
        "namespace": "namespace",
        "params": "params",
        "storage_encryption": "storageEncryption",
        "vault_auth_global_ref": "vaultAuthGlobalRef",
        "vault_connection_ref": "vaultConnectionRef",
    },
)
class VaultAuthSpec:
    def __init__(
        self,
        *,
        allowed_namespaces: typing.Optional[typing.Sequence[builtins.str]] = None,
        app_role: typing.Optional[typing.Union["VaultAuthSpecAppRole", typing.Dict[builtins.str, typing.Any]]] = None,
        aws: typing.Optional[typing.Union["VaultAuthSpecAws", typing.Dict[builtins.str, typing.Any]]] = None,
        gcp: typing.Optional[typing.Union["VaultAuthSpecGcp", typing.Dict[builtins.str, typing.Any]]] = None,
        headers: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        jwt: typing.Optional[typing.Union["VaultAuthSpecJwt", typing.Dict[builtins.str, typing.Any]]] = None,
        kubernetes: typing.Optional[typing.Union["VaultAuthSpecKubernetes", typing.Dict[builtins.str, typing.Any]]] = None,
        method: typing.Optional["VaultAuthSpecMethod"] = None,
        mount: typing.Optional[builtins.str] = None,
        namespace: typing.Optional[builtins.str] = None,
        params: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        storage_encryption: typing.Optional[typing.Union["VaultAuthSpecStorageEncryption", typing.Dict[builtins.str, typing.Any]]] = None,
        vault_auth_global_ref: typing.Optional[typing.Union["VaultAuthSpecVaultAuthGlobalRef", typing.Dict[builtins.str, typing.Any]]] = None,
        vault_connection_ref: typing.Optional[builtins.str] = None,
    ) -> None:
        '''The method of logging in, and its settings.

        :param allowed_namespaces: Namespaces whose objects may refer to this one; - means all of them, left out only its own.
        :param app_role: Login with a role id and a secret id.
        :param aws: Login as an AWS IAM principal.
        :param gcp: Login as a Google service account.
        :param headers: Headers of every request to Vault.
        :param jwt: Login with a token that Vault verifies by its signature.
        :param kubernetes: Login with a service account token that Vault reviews with the cluster.
        :param method: Method of logging in; its settings stand in the field of the same name.
        :param mount: Path at which the method is mounted in Vault.
        :param namespace: Namespace in Vault (Enterprise) to log in to.
        :param params: Parameters of the login request.
        :param storage_encryption: Transit key that encrypts the operator's own cache.
        :param vault_auth_global_ref: VaultAuthGlobal whose settings stand where this object has none.
        :param vault_connection_ref: VaultConnection to use, as name or namespace/name; the operator's default when left out.

        :schema: VaultAuthSpec
        '''
        if isinstance(app_role, dict):
            app_role = VaultAuthSpecAppRole(**app_role)
        if isinstance(aws, dict):
            aws = VaultAuthSpecAws(**aws)
        if isinstance(gcp, dict):
            gcp = VaultAuthSpecGcp(**gcp)
        if isinstance(jwt, dict):
            jwt = VaultAuthSpecJwt(**jwt)
        if isinstance(kubernetes, dict):
            kubernetes = VaultAuthSpecKubernetes(**kubernetes)
        if isinstance(storage_encryption, dict):
            storage_encryption = VaultAuthSpecStorageEncryption(**storage_encryption)
        if isinstance(vault_auth_global_ref, dict):
            vault_auth_global_ref = VaultAuthSpecVaultAuthGlobalRef(**vault_auth_global_ref)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__9f22e4f78ea61c636909b56a30a4f09230bf29aac09d8ac06c07f2d131d24d09)
            check_type(argname="argument allowed_namespaces", value=allowed_namespaces, expected_type=type_hints["allowed_namespaces"])
            check_type(argname="argument app_role", value=app_role, expected_type=type_hints["app_role"])
            check_type(argname="argument aws", value=aws, expected_type=type_hints["aws"])
            check_type(argname="argument gcp", value=gcp, expected_type=type_hints["gcp"])
            check_type(argname="argument headers", value=headers, expected_type=type_hints["headers"])
            check_type(argname="argument jwt", value=jwt, expected_type=type_hints["jwt"])
            check_type(argname="argument kubernetes", value=kubernetes, expected_type=type_hints["kubernetes"])
            check_type(argname="argument method", value=method, expected_type=type_hints["method"])
            check_type(argname="argument mount", value=mount, expected_type=type_hints["mount"])
            check_type(argname="argument namespace", value=namespace, expected_type=type_hints["namespace"])
            check_type(argname="argument params", value=params, expected_type=type_hints["params"])
            check_type(argname="argument storage_encryption", value=storage_encryption, expected_type=type_hints["storage_encryption"])
            check_type(argname="argument vault_auth_global_ref", value=vault_auth_global_ref, expected_type=type_hints["vault_auth_global_ref"])
            check_type(argname="argument vault_connection_ref", value=vault_connection_ref, expected_type=type_hints["vault_connection_ref"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if allowed_namespaces is not None:
            self._values["allowed_namespaces"] = allowed_namespaces
        if app_role is not None:
            self._values["app_role"] = app_role
        if aws is not None:
            self._values["aws"] = aws
        if gcp is not None:
            self._values["gcp"] = gcp
        if headers is not None:
            self._values["headers"] = headers
        if jwt is not None:
            self._values["jwt"] = jwt
        if kubernetes is not None:
            self._values["kubernetes"] = kubernetes
        if method is not None:
            self._values["method"] = method
        if mount is not None:
            self._values["mount"] = mount
        if namespace is not None:
            self._values["namespace"] = namespace
        if params is not None:
            self._values["params"] = params
        if storage_encryption is not None:
            self._values["storage_encryption"] = storage_encryption
        if vault_auth_global_ref is not None:
            self._values["vault_auth_global_ref"] = vault_auth_global_ref
        if vault_connection_ref is not None:
            self._values["vault_connection_ref"] = vault_connection_ref

    @builtins.property
    def allowed_namespaces(self) -> typing.Optional[typing.List[builtins.str]]:
        '''Namespaces whose objects may refer to this one;

        - means all of them, left out only its own.

        :schema: VaultAuthSpec#allowedNamespaces
        '''
        result = self._values.get("allowed_namespaces")
        return typing.cast(typing.Optional[typing.List[builtins.str]], result)

    @builtins.property
    def app_role(self) -> typing.Optional["VaultAuthSpecAppRole"]:
        '''Login with a role id and a secret id.

        :schema: VaultAuthSpec#appRole
        '''
        result = self._values.get("app_role")
        return typing.cast(typing.Optional["VaultAuthSpecAppRole"], result)

    @builtins.property
    def aws(self) -> typing.Optional["VaultAuthSpecAws"]:
        '''Login as an AWS IAM principal.

        :schema: VaultAuthSpec#aws
        '''
        result = self._values.get("aws")
        return typing.cast(typing.Optional["VaultAuthSpecAws"], result)

    @builtins.property
    def gcp(self) -> typing.Optional["VaultAuthSpecGcp"]:
        '''Login as a Google service account.

        :schema: VaultAuthSpec#gcp
        '''
        result = self._values.get("gcp")
        return typing.cast(typing.Optional["VaultAuthSpecGcp"], result)

    @builtins.property
    def headers(self) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Headers of every request to Vault.

        :schema: VaultAuthSpec#headers
        '''
        result = self._values.get("headers")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def jwt(self) -> typing.Optional["VaultAuthSpecJwt"]:
        '''Login with a token that Vault verifies by its signature.

        :schema: VaultAuthSpec#jwt
        '''
        result = self._values.get("jwt")
        return typing.cast(typing.Optional["VaultAuthSpecJwt"], result)

    @builtins.property
    def kubernetes(self) -> typing.Optional["VaultAuthSpecKubernetes"]:
        '''Login with a service account token that Vault reviews with the cluster.

        :schema: VaultAuthSpec#kubernetes
        '''
        result = self._values.get("kubernetes")
        return typing.cast(typing.Optional["VaultAuthSpecKubernetes"], result)

    @builtins.property
    def method(self) -> typing.Optional["VaultAuthSpecMethod"]:
        '''Method of logging in;

        its settings stand in the field of the same name.

        :schema: VaultAuthSpec#method
        '''
        result = self._values.get("method")
        return typing.cast(typing.Optional["VaultAuthSpecMethod"], result)

    @builtins.property
    def mount(self) -> typing.Optional[builtins.str]:
        '''Path at which the method is mounted in Vault.

        :schema: VaultAuthSpec#mount
        '''
        result = self._values.get("mount")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def namespace(self) -> typing.Optional[builtins.str]:
        '''Namespace in Vault (Enterprise) to log in to.

        :schema: VaultAuthSpec#namespace
        '''
        result = self._values.get("namespace")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def params(self) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Parameters of the login request.

        :schema: VaultAuthSpec#params
        '''
        result = self._values.get("params")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def storage_encryption(self) -> typing.Optional["VaultAuthSpecStorageEncryption"]:
        '''Transit key that encrypts the operator's own cache.

        :schema: VaultAuthSpec#storageEncryption
        '''
        result = self._values.get("storage_encryption")
        return typing.cast(typing.Optional["VaultAuthSpecStorageEncryption"], result)

    @builtins.property
    def vault_auth_global_ref(
        self,
    ) -> typing.Optional["VaultAuthSpecVaultAuthGlobalRef"]:
        '''VaultAuthGlobal whose settings stand where this object has none.

        :schema: VaultAuthSpec#vaultAuthGlobalRef
        '''
        result = self._values.get("vault_auth_global_ref")
        return typing.cast(typing.Optional["VaultAuthSpecVaultAuthGlobalRef"], result)

    @builtins.property
    def vault_connection_ref(self) -> typing.Optional[builtins.str]:
        '''VaultConnection to use, as name or namespace/name;

        the operator's default when left out.

        :schema: VaultAuthSpec#vaultConnectionRef
        '''
        result = self._values.get("vault_connection_ref")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpec(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpecAppRole",
    jsii_struct_bases=[],
    name_mapping={
        "role_id": "roleId",
        "secret_id_path": "secretIdPath",
        "secret_ref": "secretRef",
    },
)
class VaultAuthSpecAppRole:
    def __init__(
        self,
        *,
        role_id: typing.Optional[builtins.str] = None,
        secret_id_path: typing.Optional[builtins.str] = None,
        secret_ref: typing.Optional[builtins.str] = None,
    ) -> None:
        '''Login with a role id and a secret id.

        :param role_id: Id of the role.
        :param secret_id_path: Path of the secret id in the operator's container.
        :param secret_ref: Name of the Secret whose key id is the secret id.

        :schema: VaultAuthSpecAppRole
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__73a0552dc30834f1dbf47f75fe728e6f725e1bcf502f234c47302cf108261c01)
            check_type(argname="argument role_id", value=role_id, expected_type=type_hints["role_id"])
            check_type(argname="argument secret_id_path", value=secret_id_path, expected_type=type_hints["secret_id_path"])
            check_type(argname="argument secret_ref", value=secret_ref, expected_type=type_hints["secret_ref"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if role_id is not None:
            self._values["role_id"] = role_id
        if secret_id_path is not None:
            self._values["secret_id_path"] = secret_id_path
        if secret_ref is not None:
            self._values["secret_ref"] = secret_ref

    @builtins.property
    def role_id(self) -> typing.Optional[builtins.str]:
        '''Id of the role.

        :schema: VaultAuthSpecAppRole#roleId
        '''
        result = self._values.get("role_id")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def secret_id_path(self) -> typing.Optional[builtins.str]:
        '''Path of the secret id in the operator's container.

        :schema: VaultAuthSpecAppRole#secretIDPath
        '''
        result = self._values.get("secret_id_path")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def secret_ref(self) -> typing.Optional[builtins.str]:
        '''Name of the Secret whose key id is the secret id.

        :schema: VaultAuthSpecAppRole#secretRef
        '''
        result = self._values.get("secret_ref")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpecAppRole(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpecAws",
    jsii_struct_bases=[],
    name_mapping={
        "header_value": "headerValue",
        "iam_endpoint": "iamEndpoint",
        "irsa_service_account": "irsaServiceAccount",
        "region": "region",
        "role": "role",
        "secret_ref": "secretRef",
        "session_name": "sessionName",
        "sts_endpoint": "stsEndpoint",
    },
)
class VaultAuthSpecAws:
    def __init__(
        self,
        *,
        header_value: typing.Optional[builtins.str] = None,
        iam_endpoint: typing.Optional[builtins.str] = None,
        irsa_service_account: typing.Optional[builtins.str] = None,
        region: typing.Optional[builtins.str] = None,
        role: typing.Optional[builtins.str] = None,
        secret_ref: typing.Optional[builtins.str] = None,
        session_name: typing.Optional[builtins.str] = None,
        sts_endpoint: typing.Optional[builtins.str] = None,
    ) -> None:
        '''Login as an AWS IAM principal.

        :param header_value: Value of the X-Vault-AWS-IAM-Server-ID header.
        :param iam_endpoint: URL of AWS IAM.
        :param irsa_service_account: Service account that is annotated with an IAM role.
        :param region: AWS region that signs the request.
        :param role: Role in Vault.
        :param secret_ref: Name of the Secret with access_key_id, secret_access_key and session_token.
        :param session_name: Name of the role session.
        :param sts_endpoint: URL of AWS STS.

        :schema: VaultAuthSpecAws
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__967b75f2d2a4e2cce06922a4cb0097d5cfaceef1b12b28173d8b0f4c24a4dd2d)
            check_type(argname="argument header_value", value=header_value, expected_type=type_hints["header_value"])
            check_type(argname="argument iam_endpoint", value=iam_endpoint, expected_type=type_hints["iam_endpoint"])
            check_type(argname="argument irsa_service_account", value=irsa_service_account, expected_type=type_hints["irsa_service_account"])
            check_type(argname="argument region", value=region, expected_type=type_hints["region"])
            check_type(argname="argument role", value=role, expected_type=type_hints["role"])
            check_type(argname="argument secret_ref", value=secret_ref, expected_type=type_hints["secret_ref"])
            check_type(argname="argument session_name", value=session_name, expected_type=type_hints["session_name"])
            check_type(argname="argument sts_endpoint", value=sts_endpoint, expected_type=type_hints["sts_endpoint"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if header_value is not None:
            self._values["header_value"] = header_value
        if iam_endpoint is not None:
            self._values["iam_endpoint"] = iam_endpoint
        if irsa_service_account is not None:
            self._values["irsa_service_account"] = irsa_service_account
        if region is not None:
            self._values["region"] = region
        if role is not None:
            self._values["role"] = role
        if secret_ref is not None:
            self._values["secret_ref"] = secret_ref
        if session_name is not None:
            self._values["session_name"] = session_name
        if sts_endpoint is not None:
            self._values["sts_endpoint"] = sts_endpoint

    @builtins.property
    def header_value(self) -> typing.Optional[builtins.str]:
        '''Value of the X-Vault-AWS-IAM-Server-ID header.

        :schema: VaultAuthSpecAws#headerValue
        '''
        result = self._values.get("header_value")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def iam_endpoint(self) -> typing.Optional[builtins.str]:
        '''URL of AWS IAM.

        :schema: VaultAuthSpecAws#iamEndpoint
        '''
        result = self._values.get("iam_endpoint")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def irsa_service_account(self) -> typing.Optional[builtins.str]:
        '''Service account that is annotated with an IAM role.

        :schema: VaultAuthSpecAws#irsaServiceAccount
        '''
        result = self._values.get("irsa_service_account")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def region(self) -> typing.Optional[builtins.str]:
        '''AWS region that signs the request.

        :schema: VaultAuthSpecAws#region
        '''
        result = self._values.get("region")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def role(self) -> typing.Optional[builtins.str]:
        '''Role in Vault.

        :schema: VaultAuthSpecAws#role
        '''
        result = self._values.get("role")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def secret_ref(self) -> typing.Optional[builtins.str]:
        '''Name of the Secret with access_key_id, secret_access_key and session_token.

        :schema: VaultAuthSpecAws#secretRef
        '''
        result = self._values.get("secret_ref")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def session_name(self) -> typing.Optional[builtins.str]:
        '''Name of the role session.

        :schema: VaultAuthSpecAws#sessionName
        '''
        result = self._values.get("session_name")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def sts_endpoint(self) -> typing.Optional[builtins.str]:
        '''URL of AWS STS.

        :schema: VaultAuthSpecAws#stsEndpoint
        '''
        result = self._values.get("sts_endpoint")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpecAws(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpecGcp",
    jsii_struct_bases=[],
    name_mapping={
        "cluster_name": "clusterName",
        "project_id": "projectId",
        "region": "region",
        "role": "role",
        "workload_identity_service_account": "workloadIdentityServiceAccount",
    },
)
class VaultAuthSpecGcp:
    def __init__(
        self,
        *,
        cluster_name: typing.Optional[builtins.str] = None,
        project_id: typing.Optional[builtins.str] = None,
        region: typing.Optional[builtins.str] = None,
        role: typing.Optional[builtins.str] = None,
        workload_identity_service_account: typing.Optional[builtins.str] = None,
    ) -> None:
        '''Login as a Google service account.

        :param cluster_name: Name of the GKE cluster.
        :param project_id: Project of the GKE cluster.
        :param region: Region of the GKE cluster.
        :param role: Role in Vault.
        :param workload_identity_service_account: Service account that is set up for workload identity.

        :schema: VaultAuthSpecGcp
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__17ecb5212a1516b2f514b12f81ae2b2f9566c669465b2e7050425f61b733137f)
            check_type(argname="argument cluster_name", value=cluster_name, expected_type=type_hints["cluster_name"])
            check_type(argname="argument project_id", value=project_id, expected_type=type_hints["project_id"])
            check_type(argname="argument region", value=region, expected_type=type_hints["region"])
            check_type(argname="argument role", value=role, expected_type=type_hints["role"])
            check_type(argname="argument workload_identity_service_account", value=workload_identity_service_account, expected_type=type_hints["workload_identity_service_account"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if cluster_name is not None:
            self._values["cluster_name"] = cluster_name
        if project_id is not None:
            self._values["project_id"] = project_id
        if region is not None:
            self._values["region"] = region
        if role is not None:
            self._values["role"] = role
        if workload_identity_service_account is not None:
            self._values["workload_identity_service_account"] = workload_identity_service_account

    @builtins.property
    def cluster_name(self) -> typing.Optional[builtins.str]:
        '''Name of the GKE cluster.

        :schema: VaultAuthSpecGcp#clusterName
        '''
        result = self._values.get("cluster_name")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def project_id(self) -> typing.Optional[builtins.str]:
        '''Project of the GKE cluster.

        :schema: VaultAuthSpecGcp#projectID
        '''
        result = self._values.get("project_id")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def region(self) -> typing.Optional[builtins.str]:
        '''Region of the GKE cluster.

        :schema: VaultAuthSpecGcp#region
        '''
        result = self._values.get("region")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def role(self) -> typing.Optional[builtins.str]:
        '''Role in Vault.

        :schema: VaultAuthSpecGcp#role
        '''
        result = self._values.get("role")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def workload_identity_service_account(self) -> typing.Optional[builtins.str]:
        '''Service account that is set up for workload identity.

        :schema: VaultAuthSpecGcp#workloadIdentityServiceAccount
        '''
        result = self._values.get("workload_identity_service_account")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpecGcp(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpecJwt",
    jsii_struct_bases=[],
    name_mapping={
        "audiences": "audiences",
        "role": "role",
        "secret_ref": "secretRef",
        "service_account": "serviceAccount",
        "token_expiration_seconds": "tokenExpirationSeconds",
    },
)
class VaultAuthSpecJwt:
    def __init__(
        self,
        *,
        audiences: typing.Optional[typing.Sequence[builtins.str]] = None,
        role: typing.Optional[builtins.str] = None,
        secret_ref: typing.Optional[builtins.str] = None,
        service_account: typing.Optional[builtins.str] = None,
        token_expiration_seconds: typing.Optional[jsii.Number] = None,
    ) -> None:
        '''Login with a token that Vault verifies by its signature.

        :param audiences: Audiences of the token.
        :param role: Role in Vault.
        :param secret_ref: Name of the Secret whose key jwt is the token.
        :param service_account: Service account for which a token is made instead.
        :param token_expiration_seconds: Life of the token in seconds.

        :schema: VaultAuthSpecJwt
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__855d3b7d9bdd6891f4b55fc2b6d080847d3ef911819c10e6508908d93740f402)
            check_type(argname="argument audiences", value=audiences, expected_type=type_hints["audiences"])
            check_type(argname="argument role", value=role, expected_type=type_hints["role"])
            check_type(argname="argument secret_ref", value=secret_ref, expected_type=type_hints["secret_ref"])
            check_type(argname="argument service_account", value=service_account, expected_type=type_hints["service_account"])
            check_type(argname="argument token_expiration_seconds", value=token_expiration_seconds, expected_type=type_hints["token_expiration_seconds"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if audiences is not None:
            self._values["audiences"] = audiences
        if role is not None:
            self._values["role"] = role
        if secret_ref is not None:
            self._values["secret_ref"] = secret_ref
        if service_account is not None:
            self._values["service_account"] = service_account
        if token_expiration_seconds is not None:
            self._values["token_expiration_seconds"] = token_expiration_seconds

    @builtins.property
    def audiences(self) -> typing.Optional[typing.List[builtins.str]]:
        '''Audiences of the token.

        :schema: VaultAuthSpecJwt#audiences
        '''
        result = self._values.get("audiences")
        return typing.cast(typing.Optional[typing.List[builtins.str]], result)

    @builtins.property
    def role(self) -> typing.Optional[builtins.str]:
        '''Role in Vault.

        :schema: VaultAuthSpecJwt#role
        '''
        result = self._values.get("role")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def secret_ref(self) -> typing.Optional[builtins.str]:
        '''Name of the Secret whose key jwt is the token.

        :schema: VaultAuthSpecJwt#secretRef
        '''
        result = self._values.get("secret_ref")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def service_account(self) -> typing.Optional[builtins.str]:
        '''Service account for which a token is made instead.

        :schema: VaultAuthSpecJwt#serviceAccount
        '''
        result = self._values.get("service_account")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def token_expiration_seconds(self) -> typing.Optional[jsii.Number]:
        '''Life of the token in seconds.

        :schema: VaultAuthSpecJwt#tokenExpirationSeconds
        '''
        result = self._values.get("token_expiration_seconds")
        return typing.cast(typing.Optional[jsii.Number], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpecJwt(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpecKubernetes",
    jsii_struct_bases=[],
    name_mapping={
        "audiences": "audiences",
        "role": "role",
        "service_account": "serviceAccount",
        "token_expiration_seconds": "tokenExpirationSeconds",
    },
)
class VaultAuthSpecKubernetes:
    def __init__(
        self,
        *,
        audiences: typing.Optional[typing.Sequence[builtins.str]] = None,
        role: typing.Optional[builtins.str] = None,
        service_account: typing.Optional[builtins.str] = None,
        token_expiration_seconds: typing.Optional[jsii.Number] = None,
    ) -> None:
        '''Login with a service account token that Vault reviews with the cluster.

        :param audiences: Audiences of the token.
        :param role: Role in Vault.
        :param service_account: Service account whose token is used, in the namespace of the secret.
        :param token_expiration_seconds: Life of the token in seconds.

        :schema: VaultAuthSpecKubernetes
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__f855f9b0e81de8401bf565d5dc872aecbbd032b5e821c8b00f76fb7d85622738)
            check_type(argname="argument audiences", value=audiences, expected_type=type_hints["audiences"])
            check_type(argname="argument role", value=role, expected_type=type_hints["role"])
            check_type(argname="argument service_account", value=service_account, expected_type=type_hints["service_account"])
            check_type(argname="argument token_expiration_seconds", value=token_expiration_seconds, expected_type=type_hints["token_expiration_seconds"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if audiences is not None:
            self._values["audiences"] = audiences
        if role is not None:
            self._values["role"] = role
        if service_account is not None:
            self._values["service_account"] = service_account
        if token_expiration_seconds is not None:
            self._values["token_expiration_seconds"] = token_expiration_seconds

    @builtins.property
    def audiences(self) -> typing.Optional[typing.List[builtins.str]]:
        '''Audiences of the token.

        :schema: VaultAuthSpecKubernetes#audiences
        '''
        result = self._values.get("audiences")
        return typing.cast(typing.Optional[typing.List[builtins.str]], result)

    @builtins.property
    def role(self) -> typing.Optional[builtins.str]:
        '''Role in Vault.

        :schema: VaultAuthSpecKubernetes#role
        '''
        result = self._values.get("role")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def service_account(self) -> typing.Optional[builtins.str]:
        '''Service account whose token is used, in the namespace of the secret.

        :schema: VaultAuthSpecKubernetes#serviceAccount
        '''
        result = self._values.get("service_account")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def token_expiration_seconds(self) -> typing.Optional[jsii.Number]:
        '''Life of the token in seconds.

        :schema: VaultAuthSpecKubernetes#tokenExpirationSeconds
        '''
        result = self._values.get("token_expiration_seconds")
        return typing.cast(typing.Optional[jsii.Number], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpecKubernetes(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(jsii_type="comhashicorpsecrets.VaultAuthSpecMethod")
class VaultAuthSpecMethod(enum.Enum):
    '''Method of logging in;

    its settings stand in the field of the same name.

    :schema: VaultAuthSpecMethod
    '''

    KUBERNETES = "KUBERNETES"
    '''kubernetes.'''
    JWT = "JWT"
    '''jwt.'''
    APP_ROLE = "APP_ROLE"
    '''appRole.'''
    AWS = "AWS"
    '''aws.'''
    GCP = "GCP"
    '''gcp.'''


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpecStorageEncryption",
    jsii_struct_bases=[],
    name_mapping={"key_name": "keyName", "mount": "mount"},
)
class VaultAuthSpecStorageEncryption:
    def __init__(self, *, key_name: builtins.str, mount: builtins.str) -> None:
        '''Transit key that encrypts the operator's own cache.

        :param key_name: Name of the key.
        :param mount: Path at which Transit is mounted.

        :schema: VaultAuthSpecStorageEncryption
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__deaae470c8e6897d68ba4fece67b4e9a3e9802e8cf3658cd5b8e7da8ae34b9d2)
            check_type(argname="argument key_name", value=key_name, expected_type=type_hints["key_name"])
            check_type(argname="argument mount", value=mount, expected_type=type_hints["mount"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "key_name": key_name,
            "mount": mount,
        }

    @builtins.property
    def key_name(self) -> builtins.str:
        '''Name of the key.

        :schema: VaultAuthSpecStorageEncryption#keyName
        '''
        result = self._values.get("key_name")
        assert result is not None, "Required property 'key_name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def mount(self) -> builtins.str:
        '''Path at which Transit is mounted.

        :schema: VaultAuthSpecStorageEncryption#mount
        '''
        result = self._values.get("mount")
        assert result is not None, "Required property 'mount' is missing"
        return typing.cast(builtins.str, result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpecStorageEncryption(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpecVaultAuthGlobalRef",
    jsii_struct_bases=[],
    name_mapping={
        "allow_default": "allowDefault",
        "merge_strategy": "mergeStrategy",
        "name": "name",
        "namespace": "namespace",
    },
)
class VaultAuthSpecVaultAuthGlobalRef:
    def __init__(
        self,
        *,
        allow_default: typing.Optional[builtins.bool] = None,
        merge_strategy: typing.Optional[typing.Union["VaultAuthSpecVaultAuthGlobalRefMergeStrategy", typing.Dict[builtins.str, typing.Any]]] = None,
        name: typing.Optional[builtins.str] = None,
        namespace: typing.Optional[builtins.str] = None,
    ) -> None:
        '''VaultAuthGlobal whose settings stand where this object has none.

        :param allow_default: Whether the VaultAuthGlobal called default is used when ``name`` is left out.
        :param merge_strategy: How settings of both objects come together.
        :param name: Name of the VaultAuthGlobal.
        :param namespace: Its namespace; this object's own when left out.

        :schema: VaultAuthSpecVaultAuthGlobalRef
        '''
        if isinstance(merge_strategy, dict):
            merge_strategy = VaultAuthSpecVaultAuthGlobalRefMergeStrategy(**merge_strategy)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__c06a05eae15c9227aa97821020805f08f329dd4f6a9d13c8590fc8ccf311ec73)
            check_type(argname="argument allow_default", value=allow_default, expected_type=type_hints["allow_default"])
            check_type(argname="argument merge_strategy", value=merge_strategy, expected_type=type_hints["merge_strategy"])
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument namespace", value=namespace, expected_type=type_hints["namespace"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if allow_default is not None:
            self._values["allow_default"] = allow_default
        if merge_strategy is not None:
            self._values["merge_strategy"] = merge_strategy
        if name is not None:
            self._values["name"] = name
        if namespace is not None:
            self._values["namespace"] = namespace

    @builtins.property
    def allow_default(self) -> typing.Optional[builtins.bool]:
        '''Whether the VaultAuthGlobal called default is used when ``name`` is left out.

        :schema: VaultAuthSpecVaultAuthGlobalRef#allowDefault
        '''
        result = self._values.get("allow_default")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def merge_strategy(
        self,
    ) -> typing.Optional["VaultAuthSpecVaultAuthGlobalRefMergeStrategy"]:
        '''How settings of both objects come together.

        :schema: VaultAuthSpecVaultAuthGlobalRef#mergeStrategy
        '''
        result = self._values.get("merge_strategy")
        return typing.cast(typing.Optional["VaultAuthSpecVaultAuthGlobalRefMergeStrategy"], result)

    @builtins.property
    def name(self) -> typing.Optional[builtins.str]:
        '''Name of the VaultAuthGlobal.

        :schema: VaultAuthSpecVaultAuthGlobalRef#name
        '''
        result = self._values.get("name")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def namespace(self) -> typing.Optional[builtins.str]:
        '''Its namespace;

        this object's own when left out.

        :schema: VaultAuthSpecVaultAuthGlobalRef#namespace
        '''
        result = self._values.get("namespace")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpecVaultAuthGlobalRef(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultAuthSpecVaultAuthGlobalRefMergeStrategy",
    jsii_struct_bases=[],
    name_mapping={"headers": "headers", "params": "params"},
)
class VaultAuthSpecVaultAuthGlobalRefMergeStrategy:
    def __init__(
        self,
        *,
        headers: typing.Optional["VaultAuthSpecVaultAuthGlobalRefMergeStrategyHeaders"] = None,
        params: typing.Optional["VaultAuthSpecVaultAuthGlobalRefMergeStrategyParams"] = None,
    ) -> None:
        '''How settings of both objects come together.

        :param headers: For headers, union keeps both, replace the first that are set, none this object's.
        :param params: For parameters, union keeps both, replace the first that are set, none this object's.

        :schema: VaultAuthSpecVaultAuthGlobalRefMergeStrategy
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__e28ba08fac5c4312d9c02e0aeeb2578f7eb3a3b6f2c81997e27656e358a6c1bf)
            check_type(argname="argument headers", value=headers, expected_type=type_hints["headers"])
            check_type(argname="argument params", value=params, expected_type=type_hints["params"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if headers is not None:
            self._values["headers"] = headers
        if params is not None:
            self._values["params"] = params

    @builtins.property
    def headers(
        self,
    ) -> typing.Optional["VaultAuthSpecVaultAuthGlobalRefMergeStrategyHeaders"]:
        '''For headers, union keeps both, replace the first that are set, none this object's.

        :schema: VaultAuthSpecVaultAuthGlobalRefMergeStrategy#headers
        '''
        result = self._values.get("headers")
        return typing.cast(typing.Optional["VaultAuthSpecVaultAuthGlobalRefMergeStrategyHeaders"], result)

    @builtins.property
    def params(
        self,
    ) -> typing.Optional["VaultAuthSpecVaultAuthGlobalRefMergeStrategyParams"]:
        '''For parameters, union keeps both, replace the first that are set, none this object's.

        :schema: VaultAuthSpecVaultAuthGlobalRefMergeStrategy#params
        '''
        result = self._values.get("params")
        return typing.cast(typing.Optional["VaultAuthSpecVaultAuthGlobalRefMergeStrategyParams"], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultAuthSpecVaultAuthGlobalRefMergeStrategy(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(
    jsii_type="comhashicorpsecrets.VaultAuthSpecVaultAuthGlobalRefMergeStrategyHeaders"
)
class VaultAuthSpecVaultAuthGlobalRefMergeStrategyHeaders(enum.Enum):
    '''For headers, union keeps both, replace the first that are set, none this object's.

    :schema: VaultAuthSpecVaultAuthGlobalRefMergeStrategyHeaders
    '''

    UNION = "UNION"
    '''union.'''
    REPLACE = "REPLACE"
    '''replace.'''
    NONE = "NONE"
    '''none.'''


@jsii.enum(
    jsii_type="comhashicorpsecrets.VaultAuthSpecVaultAuthGlobalRefMergeStrategyParams"
)
class VaultAuthSpecVaultAuthGlobalRefMergeStrategyParams(enum.Enum):
    '''For parameters, union keeps both, replace the first that are set, none this object's.

    :schema: VaultAuthSpecVaultAuthGlobalRefMergeStrategyParams
    '''

    UNION = "UNION"
    '''union.'''
    REPLACE = "REPLACE"
    '''replace.'''
    NONE = "NONE"
    '''none.'''


class VaultConnection(
    _cdk8s_d3d9af27.ApiObject,
    metaclass=jsii.JSIIMeta,
    jsii_type="comhashicorpsecrets.VaultConnection",
):
    '''Where a Vault server is, and how to trust it.

    :schema: VaultConnection
    '''

    def __init__(
        self,
        scope: "_constructs_77d1e7e8.Construct",
        id: builtins.str,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultConnectionSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''Defines a "VaultConnection" API object.

        :param scope: the scope in which to define this object.
        :param id: a scope-local name for the object.
        :param metadata: 
        :param spec: Address and TLS of the server.
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__6503510d5004737ef3203faa7eb4714759b16d8dd3cc3fafcef2c02a1d39b956)
            check_type(argname="argument scope", value=scope, expected_type=type_hints["scope"])
            check_type(argname="argument id", value=id, expected_type=type_hints["id"])
        props = VaultConnectionProps(metadata=metadata, spec=spec)

        jsii.create(self.__class__, self, [scope, id, props])

    @jsii.member(jsii_name="manifest")
    @builtins.classmethod
    def manifest(
        cls,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultConnectionSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> typing.Any:
        '''Renders a Kubernetes manifest for "VaultConnection".

        This can be used to inline resource manifests inside other objects (e.g. as templates).

        :param metadata: 
        :param spec: Address and TLS of the server.
        '''
        props = VaultConnectionProps(metadata=metadata, spec=spec)

        return typing.cast(typing.Any, jsii.sinvoke(cls, "manifest", [props]))

    @jsii.member(jsii_name="toJson")
    def to_json(self) -> typing.Any:
        '''Renders the object to Kubernetes JSON.'''
        return typing.cast(typing.Any, jsii.invoke(self, "toJson", []))

    @jsii.python.classproperty
    @jsii.member(jsii_name="GVK")
    def GVK(cls) -> "_cdk8s_d3d9af27.GroupVersionKind":
        '''Returns the apiVersion and kind for "VaultConnection".'''
        return typing.cast("_cdk8s_d3d9af27.GroupVersionKind", jsii.sget(cls, "GVK"))


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultConnectionProps",
    jsii_struct_bases=[],
    name_mapping={"metadata": "metadata", "spec": "spec"},
)
class VaultConnectionProps:
    def __init__(
        self,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultConnectionSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''Where a Vault server is, and how to trust it.

        :param metadata: 
        :param spec: Address and TLS of the server.

        :schema: VaultConnection
        '''
        if isinstance(metadata, dict):
            metadata = _cdk8s_d3d9af27.ApiObjectMetadata(**metadata)
        if isinstance(spec, dict):
            spec = VaultConnectionSpec(**spec)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__d9acc250b660eeeaf66236987ce55b5013968398ad16ca1ba75aa94cc0016da8)
            check_type(argname="argument metadata", value=metadata, expected_type=type_hints["metadata"])
            check_type(argname="argument spec", value=spec, expected_type=type_hints["spec"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if metadata is not None:
            self._values["metadata"] = metadata
        if spec is not None:
            self._values["spec"] = spec

    @builtins.property
    def metadata(self) -> typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"]:
        '''
        :schema: VaultConnection#metadata
        '''
        result = self._values.get("metadata")
        return typing.cast(typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"], result)

    @builtins.property
    def spec(self) -> typing.Optional["VaultConnectionSpec"]:
        '''Address and TLS of the server.

        :schema: VaultConnection#spec
        '''
        result = self._values.get("spec")
        return typing.cast(typing.Optional["VaultConnectionSpec"], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultConnectionProps(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultConnectionSpec",
    jsii_struct_bases=[],
    name_mapping={
        "address": "address",
        "skip_tls_verify": "skipTlsVerify",
        "ca_cert_path": "caCertPath",
        "ca_cert_secret_ref": "caCertSecretRef",
        "headers": "headers",
        "timeout": "timeout",
        "tls_server_name": "tlsServerName",
    },
)
class VaultConnectionSpec:
    def __init__(
        self,
        *,
        address: builtins.str,
        skip_tls_verify: builtins.bool,
        ca_cert_path: typing.Optional[builtins.str] = None,
        ca_cert_secret_ref: typing.Optional[builtins.str] = None,
        headers: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        timeout: typing.Optional[builtins.str] = None,
        tls_server_name: typing.Optional[builtins.str] = None,
    ) -> None:
        '''Address and TLS of the server.

        :param address: URL of the server, such as https://vault.example.com:8200.
        :param skip_tls_verify: Whether the server's certificate goes unverified.
        :param ca_cert_path: Path of the CA in the operator's container; excludes ``caCertSecretRef``.
        :param ca_cert_secret_ref: Name of the Secret whose key ca.crt verifies the server; excludes ``caCertPath``.
        :param headers: Headers of every request to the server.
        :param timeout: Time that a request may take, as one number and unit, such as 30s.
        :param tls_server_name: Host name that the server's certificate must carry.

        :schema: VaultConnectionSpec
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__c0e80a95af20b09f25c00a88ec837b0efdd3d7faa0596c2b2f80ae3b1bba3a01)
            check_type(argname="argument address", value=address, expected_type=type_hints["address"])
            check_type(argname="argument skip_tls_verify", value=skip_tls_verify, expected_type=type_hints["skip_tls_verify"])
            check_type(argname="argument ca_cert_path", value=ca_cert_path, expected_type=type_hints["ca_cert_path"])
            check_type(argname="argument ca_cert_secret_ref", value=ca_cert_secret_ref, expected_type=type_hints["ca_cert_secret_ref"])
            check_type(argname="argument headers", value=headers, expected_type=type_hints["headers"])
            check_type(argname="argument timeout", value=timeout, expected_type=type_hints["timeout"])
            check_type(argname="argument tls_server_name", value=tls_server_name, expected_type=type_hints["tls_server_name"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "address": address,
            "skip_tls_verify": skip_tls_verify,
        }
        if ca_cert_path is not None:
            self._values["ca_cert_path"] = ca_cert_path
        if ca_cert_secret_ref is not None:
            self._values["ca_cert_secret_ref"] = ca_cert_secret_ref
        if headers is not None:
            self._values["headers"] = headers
        if timeout is not None:
            self._values["timeout"] = timeout
        if tls_server_name is not None:
            self._values["tls_server_name"] = tls_server_name

    @builtins.property
    def address(self) -> builtins.str:
        '''URL of the server, such as https://vault.example.com:8200.

        :schema: VaultConnectionSpec#address
        '''
        result = self._values.get("address")
        assert result is not None, "Required property 'address' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def skip_tls_verify(self) -> builtins.bool:
        '''Whether the server's certificate goes unverified.

        :schema: VaultConnectionSpec#skipTLSVerify
        '''
        result = self._values.get("skip_tls_verify")
        assert result is not None, "Required property 'skip_tls_verify' is missing"
        return typing.cast(builtins.bool, result)

    @builtins.property
    def ca_cert_path(self) -> typing.Optional[builtins.str]:
        '''Path of the CA in the operator's container;

        excludes ``caCertSecretRef``.

        :schema: VaultConnectionSpec#caCertPath
        '''
        result = self._values.get("ca_cert_path")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def ca_cert_secret_ref(self) -> typing.Optional[builtins.str]:
        '''Name of the Secret whose key ca.crt verifies the server; excludes ``caCertPath``.

        :schema: VaultConnectionSpec#caCertSecretRef
        '''
        result = self._values.get("ca_cert_secret_ref")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def headers(self) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Headers of every request to the server.

        :schema: VaultConnectionSpec#headers
        '''
        result = self._values.get("headers")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def timeout(self) -> typing.Optional[builtins.str]:
        '''Time that a request may take, as one number and unit, such as 30s.

        :schema: VaultConnectionSpec#timeout
        '''
        result = self._values.get("timeout")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def tls_server_name(self) -> typing.Optional[builtins.str]:
        '''Host name that the server's certificate must carry.

        :schema: VaultConnectionSpec#tlsServerName
        '''
        result = self._values.get("tls_server_name")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultConnectionSpec(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


class VaultDynamicSecret(
    _cdk8s_d3d9af27.ApiObject,
    metaclass=jsii.JSIIMeta,
    jsii_type="comhashicorpsecrets.VaultDynamicSecret",
):
    '''Copies credentials that Vault makes on request to a Kubernetes Secret, and renews them.

    :schema: VaultDynamicSecret
    '''

    def __init__(
        self,
        scope: "_constructs_77d1e7e8.Construct",
        id: builtins.str,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultDynamicSecretSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''Defines a "VaultDynamicSecret" API object.

        :param scope: the scope in which to define this object.
        :param id: a scope-local name for the object.
        :param metadata: 
        :param spec: What to request, and where to write it.
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__bec6fb7650e702fc6865382d79a654cd3e3d1744ebd5af85d6d28a43e4211424)
            check_type(argname="argument scope", value=scope, expected_type=type_hints["scope"])
            check_type(argname="argument id", value=id, expected_type=type_hints["id"])
        props = VaultDynamicSecretProps(metadata=metadata, spec=spec)

        jsii.create(self.__class__, self, [scope, id, props])

    @jsii.member(jsii_name="manifest")
    @builtins.classmethod
    def manifest(
        cls,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultDynamicSecretSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> typing.Any:
        '''Renders a Kubernetes manifest for "VaultDynamicSecret".

        This can be used to inline resource manifests inside other objects (e.g. as templates).

        :param metadata: 
        :param spec: What to request, and where to write it.
        '''
        props = VaultDynamicSecretProps(metadata=metadata, spec=spec)

        return typing.cast(typing.Any, jsii.sinvoke(cls, "manifest", [props]))

    @jsii.member(jsii_name="toJson")
    def to_json(self) -> typing.Any:
        '''Renders the object to Kubernetes JSON.'''
        return typing.cast(typing.Any, jsii.invoke(self, "toJson", []))

    @jsii.python.classproperty
    @jsii.member(jsii_name="GVK")
    def GVK(cls) -> "_cdk8s_d3d9af27.GroupVersionKind":
        '''Returns the apiVersion and kind for "VaultDynamicSecret".'''
        return typing.cast("_cdk8s_d3d9af27.GroupVersionKind", jsii.sget(cls, "GVK"))


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretProps",
    jsii_struct_bases=[],
    name_mapping={"metadata": "metadata", "spec": "spec"},
)
class VaultDynamicSecretProps:
    def __init__(
        self,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultDynamicSecretSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''Copies credentials that Vault makes on request to a Kubernetes Secret, and renews them.

        :param metadata: 
        :param spec: What to request, and where to write it.

        :schema: VaultDynamicSecret
        '''
        if isinstance(metadata, dict):
            metadata = _cdk8s_d3d9af27.ApiObjectMetadata(**metadata)
        if isinstance(spec, dict):
            spec = VaultDynamicSecretSpec(**spec)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__2fa54ee68ebde41391eaab378614109808349802beb0d438f7dd36c42228cfaa)
            check_type(argname="argument metadata", value=metadata, expected_type=type_hints["metadata"])
            check_type(argname="argument spec", value=spec, expected_type=type_hints["spec"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if metadata is not None:
            self._values["metadata"] = metadata
        if spec is not None:
            self._values["spec"] = spec

    @builtins.property
    def metadata(self) -> typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"]:
        '''
        :schema: VaultDynamicSecret#metadata
        '''
        result = self._values.get("metadata")
        return typing.cast(typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"], result)

    @builtins.property
    def spec(self) -> typing.Optional["VaultDynamicSecretSpec"]:
        '''What to request, and where to write it.

        :schema: VaultDynamicSecret#spec
        '''
        result = self._values.get("spec")
        return typing.cast(typing.Optional["VaultDynamicSecretSpec"], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultDynamicSecretProps(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretSpec",
    jsii_struct_bases=[],
    name_mapping={
        "destination": "destination",
        "mount": "mount",
        "path": "path",
        "allow_static_creds": "allowStaticCreds",
        "namespace": "namespace",
        "params": "params",
        "refresh_after": "refreshAfter",
        "renewal_percent": "renewalPercent",
        "request_http_method": "requestHttpMethod",
        "revoke": "revoke",
        "rollout_restart_targets": "rolloutRestartTargets",
        "vault_auth_ref": "vaultAuthRef",
    },
)
class VaultDynamicSecretSpec:
    def __init__(
        self,
        *,
        destination: typing.Union["VaultDynamicSecretSpecDestination", typing.Dict[builtins.str, typing.Any]],
        mount: builtins.str,
        path: builtins.str,
        allow_static_creds: typing.Optional[builtins.bool] = None,
        namespace: typing.Optional[builtins.str] = None,
        params: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        refresh_after: typing.Optional[builtins.str] = None,
        renewal_percent: typing.Optional[jsii.Number] = None,
        request_http_method: typing.Optional["VaultDynamicSecretSpecRequestHttpMethod"] = None,
        revoke: typing.Optional[builtins.bool] = None,
        rollout_restart_targets: typing.Optional[typing.Sequence[typing.Union["VaultDynamicSecretSpecRolloutRestartTargets", typing.Dict[builtins.str, typing.Any]]]] = None,
        vault_auth_ref: typing.Optional[builtins.str] = None,
    ) -> None:
        '''What to request, and where to write it.

        :param destination: The Kubernetes Secret that receives the data.
        :param mount: Path at which the secrets engine is mounted.
        :param path: Path of the credentials below the mount, such as creds/tarsy.
        :param allow_static_creds: Whether the credentials are rotated by Vault rather than made on request; set it for static roles.
        :param namespace: Namespace in Vault (Enterprise) of the secrets engine.
        :param params: Parameters of the request.
        :param refresh_after: Time between two requests where Vault names no lease, as one number and unit, such as 30s.
        :param renewal_percent: Part of the lease, in percent, after which it is renewed.
        :param request_http_method: Method of the request; GET when left out, and always PUT where ``params`` are given.
        :param revoke: Whether the lease is revoked when this object is deleted.
        :param rollout_restart_targets: Workloads to restart when the data changed, for applications that read it only when they start.
        :param vault_auth_ref: VaultAuth to log in with, as name or namespace/name; the operator's default when left out.

        :schema: VaultDynamicSecretSpec
        '''
        if isinstance(destination, dict):
            destination = VaultDynamicSecretSpecDestination(**destination)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__65a7d9e9060e7809b6d044423cc62f1c8105c6a29711a6f32a14942b36358ce0)
            check_type(argname="argument destination", value=destination, expected_type=type_hints["destination"])
            check_type(argname="argument mount", value=mount, expected_type=type_hints["mount"])
            check_type(argname="argument path", value=path, expected_type=type_hints["path"])
            check_type(argname="argument allow_static_creds", value=allow_static_creds, expected_type=type_hints["allow_static_creds"])
            check_type(argname="argument namespace", value=namespace, expected_type=type_hints["namespace"])
            check_type(argname="argument params", value=params, expected_type=type_hints["params"])
            check_type(argname="argument refresh_after", value=refresh_after, expected_type=type_hints["refresh_after"])
            check_type(argname="argument renewal_percent", value=renewal_percent, expected_type=type_hints["renewal_percent"])
            check_type(argname="argument request_http_method", value=request_http_method, expected_type=type_hints["request_http_method"])
            check_type(argname="argument revoke", value=revoke, expected_type=type_hints["revoke"])
            check_type(argname="argument rollout_restart_targets", value=rollout_restart_targets, expected_type=type_hints["rollout_restart_targets"])
            check_type(argname="argument vault_auth_ref", value=vault_auth_ref, expected_type=type_hints["vault_auth_ref"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "destination": destination,
            "mount": mount,
            "path": path,
        }
        if allow_static_creds is not None:
            self._values["allow_static_creds"] = allow_static_creds
        if namespace is not None:
            self._values["namespace"] = namespace
        if params is not None:
            self._values["params"] = params
        if refresh_after is not None:
            self._values["refresh_after"] = refresh_after
        if renewal_percent is not None:
            self._values["renewal_percent"] = renewal_percent
        if request_http_method is not None:
            self._values["request_http_method"] = request_http_method
        if revoke is not None:
            self._values["revoke"] = revoke
        if rollout_restart_targets is not None:
            self._values["rollout_restart_targets"] = rollout_restart_targets
        if vault_auth_ref is not None:
            self._values["vault_auth_ref"] = vault_auth_ref

    @builtins.property
    def destination(self) -> "VaultDynamicSecretSpecDestination":
        '''The Kubernetes Secret that receives the data.

        :schema: VaultDynamicSecretSpec#destination
        '''
        result = self._values.get("destination")
        assert result is not None, "Required property 'destination' is missing"
        return typing.cast("VaultDynamicSecretSpecDestination", result)

    @builtins.property
    def mount(self) -> builtins.str:
        '''Path at which the secrets engine is mounted.

        :schema: VaultDynamicSecretSpec#mount
        '''
        result = self._values.get("mount")
        assert result is not None, "Required property 'mount' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def path(self) -> builtins.str:
        '''Path of the credentials below the mount, such as creds/tarsy.

        :schema: VaultDynamicSecretSpec#path
        '''
        result = self._values.get("path")
        assert result is not None, "Required property 'path' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def allow_static_creds(self) -> typing.Optional[builtins.bool]:
        '''Whether the credentials are rotated by Vault rather than made on request;

        set it for static roles.

        :schema: VaultDynamicSecretSpec#allowStaticCreds
        '''
        result = self._values.get("allow_static_creds")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def namespace(self) -> typing.Optional[builtins.str]:
        '''Namespace in Vault (Enterprise) of the secrets engine.

        :schema: VaultDynamicSecretSpec#namespace
        '''
        result = self._values.get("namespace")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def params(self) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Parameters of the request.

        :schema: VaultDynamicSecretSpec#params
        '''
        result = self._values.get("params")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def refresh_after(self) -> typing.Optional[builtins.str]:
        '''Time between two requests where Vault names no lease, as one number and unit, such as 30s.

        :schema: VaultDynamicSecretSpec#refreshAfter
        '''
        result = self._values.get("refresh_after")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def renewal_percent(self) -> typing.Optional[jsii.Number]:
        '''Part of the lease, in percent, after which it is renewed.

        :schema: VaultDynamicSecretSpec#renewalPercent
        '''
        result = self._values.get("renewal_percent")
        return typing.cast(typing.Optional[jsii.Number], result)

    @builtins.property
    def request_http_method(
        self,
    ) -> typing.Optional["VaultDynamicSecretSpecRequestHttpMethod"]:
        '''Method of the request;

        GET when left out, and always PUT where ``params`` are given.

        :schema: VaultDynamicSecretSpec#requestHTTPMethod
        '''
        result = self._values.get("request_http_method")
        return typing.cast(typing.Optional["VaultDynamicSecretSpecRequestHttpMethod"], result)

    @builtins.property
    def revoke(self) -> typing.Optional[builtins.bool]:
        '''Whether the lease is revoked when this object is deleted.

        :schema: VaultDynamicSecretSpec#revoke
        '''
        result = self._values.get("revoke")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def rollout_restart_targets(
        self,
    ) -> typing.Optional[typing.List["VaultDynamicSecretSpecRolloutRestartTargets"]]:
        '''Workloads to restart when the data changed, for applications that read it only when they start.

        :schema: VaultDynamicSecretSpec#rolloutRestartTargets
        '''
        result = self._values.get("rollout_restart_targets")
        return typing.cast(typing.Optional[typing.List["VaultDynamicSecretSpecRolloutRestartTargets"]], result)

    @builtins.property
    def vault_auth_ref(self) -> typing.Optional[builtins.str]:
        '''VaultAuth to log in with, as name or namespace/name;

        the operator's default when left out.

        :schema: VaultDynamicSecretSpec#vaultAuthRef
        '''
        result = self._values.get("vault_auth_ref")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultDynamicSecretSpec(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretSpecDestination",
    jsii_struct_bases=[],
    name_mapping={
        "name": "name",
        "annotations": "annotations",
        "create": "create",
        "labels": "labels",
        "overwrite": "overwrite",
        "transformation": "transformation",
        "type": "type",
    },
)
class VaultDynamicSecretSpecDestination:
    def __init__(
        self,
        *,
        name: builtins.str,
        annotations: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        create: typing.Optional[builtins.bool] = None,
        labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        overwrite: typing.Optional[builtins.bool] = None,
        transformation: typing.Optional[typing.Union["VaultDynamicSecretSpecDestinationTransformation", typing.Dict[builtins.str, typing.Any]]] = None,
        type: typing.Optional[builtins.str] = None,
    ) -> None:
        '''The Kubernetes Secret that receives the data.

        :param name: Name of the Secret.
        :param annotations: Annotations of the Secret; needs ``create``.
        :param create: Whether the operator creates, and deletes, the Secret; without it the Secret must exist.
        :param labels: Labels of the Secret; needs ``create``.
        :param overwrite: Whether a Secret that exists already may be taken over; needs ``create``.
        :param transformation: How the keys of the Secret are made from the data in Vault.
        :param type: Type of the Secret, such as kubernetes.io/tls; needs ``create``. Opaque when left out.

        :schema: VaultDynamicSecretSpecDestination
        '''
        if isinstance(transformation, dict):
            transformation = VaultDynamicSecretSpecDestinationTransformation(**transformation)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__0fcf5b2917f5a34622c0c0b28948032428bc8ff0a95f863696365a2519bb832f)
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument annotations", value=annotations, expected_type=type_hints["annotations"])
            check_type(argname="argument create", value=create, expected_type=type_hints["create"])
            check_type(argname="argument labels", value=labels, expected_type=type_hints["labels"])
            check_type(argname="argument overwrite", value=overwrite, expected_type=type_hints["overwrite"])
            check_type(argname="argument transformation", value=transformation, expected_type=type_hints["transformation"])
            check_type(argname="argument type", value=type, expected_type=type_hints["type"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "name": name,
        }
        if annotations is not None:
            self._values["annotations"] = annotations
        if create is not None:
            self._values["create"] = create
        if labels is not None:
            self._values["labels"] = labels
        if overwrite is not None:
            self._values["overwrite"] = overwrite
        if transformation is not None:
            self._values["transformation"] = transformation
        if type is not None:
            self._values["type"] = type

    @builtins.property
    def name(self) -> builtins.str:
        '''Name of the Secret.

        :schema: VaultDynamicSecretSpecDestination#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def annotations(
        self,
    ) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Annotations of the Secret;

        needs ``create``.

        :schema: VaultDynamicSecretSpecDestination#annotations
        '''
        result = self._values.get("annotations")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def create(self) -> typing.Optional[builtins.bool]:
        '''Whether the operator creates, and deletes, the Secret;

        without it the Secret must exist.

        :schema: VaultDynamicSecretSpecDestination#create
        '''
        result = self._values.get("create")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def labels(self) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Labels of the Secret;

        needs ``create``.

        :schema: VaultDynamicSecretSpecDestination#labels
        '''
        result = self._values.get("labels")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def overwrite(self) -> typing.Optional[builtins.bool]:
        '''Whether a Secret that exists already may be taken over;

        needs ``create``.

        :schema: VaultDynamicSecretSpecDestination#overwrite
        '''
        result = self._values.get("overwrite")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def transformation(
        self,
    ) -> typing.Optional["VaultDynamicSecretSpecDestinationTransformation"]:
        '''How the keys of the Secret are made from the data in Vault.

        :schema: VaultDynamicSecretSpecDestination#transformation
        '''
        result = self._values.get("transformation")
        return typing.cast(typing.Optional["VaultDynamicSecretSpecDestinationTransformation"], result)

    @builtins.property
    def type(self) -> typing.Optional[builtins.str]:
        '''Type of the Secret, such as kubernetes.io/tls; needs ``create``. Opaque when left out.

        :schema: VaultDynamicSecretSpecDestination#type
        '''
        result = self._values.get("type")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultDynamicSecretSpecDestination(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretSpecDestinationTransformation",
    jsii_struct_bases=[],
    name_mapping={
        "exclude_raw": "excludeRaw",
        "excludes": "excludes",
        "includes": "includes",
        "templates": "templates",
        "transformation_refs": "transformationRefs",
    },
)
class VaultDynamicSecretSpecDestinationTransformation:
    def __init__(
        self,
        *,
        exclude_raw: typing.Optional[builtins.bool] = None,
        excludes: typing.Optional[typing.Sequence[builtins.str]] = None,
        includes: typing.Optional[typing.Sequence[builtins.str]] = None,
        templates: typing.Optional[typing.Mapping[builtins.str, typing.Union["VaultDynamicSecretSpecDestinationTransformationTemplates", typing.Dict[builtins.str, typing.Any]]]] = None,
        transformation_refs: typing.Optional[typing.Sequence[typing.Union["VaultDynamicSecretSpecDestinationTransformationTransformationRefs", typing.Dict[builtins.str, typing.Any]]]] = None,
    ) -> None:
        '''How the keys of the Secret are made from the data in Vault.

        :param exclude_raw: Whether the key _raw, with the whole answer of Vault, is left out.
        :param excludes: Regular expressions of the fields to leave out.
        :param includes: Regular expressions of the fields to take; applied after ``excludes``.
        :param templates: Keys whose values are rendered, by key.
        :param transformation_refs: Templates and filters of SecretTransformation objects.

        :schema: VaultDynamicSecretSpecDestinationTransformation
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__fa0b326af191885f3509b8198841d0728e5a9e73d2018a96bd09ab603690931d)
            check_type(argname="argument exclude_raw", value=exclude_raw, expected_type=type_hints["exclude_raw"])
            check_type(argname="argument excludes", value=excludes, expected_type=type_hints["excludes"])
            check_type(argname="argument includes", value=includes, expected_type=type_hints["includes"])
            check_type(argname="argument templates", value=templates, expected_type=type_hints["templates"])
            check_type(argname="argument transformation_refs", value=transformation_refs, expected_type=type_hints["transformation_refs"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if exclude_raw is not None:
            self._values["exclude_raw"] = exclude_raw
        if excludes is not None:
            self._values["excludes"] = excludes
        if includes is not None:
            self._values["includes"] = includes
        if templates is not None:
            self._values["templates"] = templates
        if transformation_refs is not None:
            self._values["transformation_refs"] = transformation_refs

    @builtins.property
    def exclude_raw(self) -> typing.Optional[builtins.bool]:
        '''Whether the key _raw, with the whole answer of Vault, is left out.

        :schema: VaultDynamicSecretSpecDestinationTransformation#excludeRaw
        '''
        result = self._values.get("exclude_raw")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def excludes(self) -> typing.Optional[typing.List[builtins.str]]:
        '''Regular expressions of the fields to leave out.

        :schema: VaultDynamicSecretSpecDestinationTransformation#excludes
        '''
        result = self._values.get("excludes")
        return typing.cast(typing.Optional[typing.List[builtins.str]], result)

    @builtins.property
    def includes(self) -> typing.Optional[typing.List[builtins.str]]:
        '''Regular expressions of the fields to take;

        applied after ``excludes``.

        :schema: VaultDynamicSecretSpecDestinationTransformation#includes
        '''
        result = self._values.get("includes")
        return typing.cast(typing.Optional[typing.List[builtins.str]], result)

    @builtins.property
    def templates(
        self,
    ) -> typing.Optional[typing.Mapping[builtins.str, "VaultDynamicSecretSpecDestinationTransformationTemplates"]]:
        '''Keys whose values are rendered, by key.

        :schema: VaultDynamicSecretSpecDestinationTransformation#templates
        '''
        result = self._values.get("templates")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, "VaultDynamicSecretSpecDestinationTransformationTemplates"]], result)

    @builtins.property
    def transformation_refs(
        self,
    ) -> typing.Optional[typing.List["VaultDynamicSecretSpecDestinationTransformationTransformationRefs"]]:
        '''Templates and filters of SecretTransformation objects.

        :schema: VaultDynamicSecretSpecDestinationTransformation#transformationRefs
        '''
        result = self._values.get("transformation_refs")
        return typing.cast(typing.Optional[typing.List["VaultDynamicSecretSpecDestinationTransformationTransformationRefs"]], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultDynamicSecretSpecDestinationTransformation(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretSpecDestinationTransformationTemplates",
    jsii_struct_bases=[],
    name_mapping={"text": "text", "name": "name"},
)
class VaultDynamicSecretSpecDestinationTransformationTemplates:
    def __init__(
        self,
        *,
        text: builtins.str,
        name: typing.Optional[builtins.str] = None,
    ) -> None:
        '''A rendered value.

        :param text: Go template over the data in Vault; .Secrets holds the fields.
        :param name: Name of the template; its key when left out.

        :schema: VaultDynamicSecretSpecDestinationTransformationTemplates
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__3c48db08964d54840c2251526f12a650d53924605a3e59693a5477abcb4dbb11)
            check_type(argname="argument text", value=text, expected_type=type_hints["text"])
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "text": text,
        }
        if name is not None:
            self._values["name"] = name

    @builtins.property
    def text(self) -> builtins.str:
        '''Go template over the data in Vault;

        .Secrets holds the fields.

        :schema: VaultDynamicSecretSpecDestinationTransformationTemplates#text
        '''
        result = self._values.get("text")
        assert result is not None, "Required property 'text' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def name(self) -> typing.Optional[builtins.str]:
        '''Name of the template;

        its key when left out.

        :schema: VaultDynamicSecretSpecDestinationTransformationTemplates#name
        '''
        result = self._values.get("name")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultDynamicSecretSpecDestinationTransformationTemplates(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretSpecDestinationTransformationTransformationRefs",
    jsii_struct_bases=[],
    name_mapping={
        "name": "name",
        "ignore_excludes": "ignoreExcludes",
        "ignore_includes": "ignoreIncludes",
        "namespace": "namespace",
        "template_refs": "templateRefs",
    },
)
class VaultDynamicSecretSpecDestinationTransformationTransformationRefs:
    def __init__(
        self,
        *,
        name: builtins.str,
        ignore_excludes: typing.Optional[builtins.bool] = None,
        ignore_includes: typing.Optional[builtins.bool] = None,
        namespace: typing.Optional[builtins.str] = None,
        template_refs: typing.Optional[typing.Sequence[typing.Union["VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs", typing.Dict[builtins.str, typing.Any]]]] = None,
    ) -> None:
        '''One SecretTransformation.

        :param name: Name of the SecretTransformation.
        :param ignore_excludes: Whether its ``excludes`` are ignored.
        :param ignore_includes: Whether its ``includes`` are ignored.
        :param namespace: Its namespace; the object's own when left out.
        :param template_refs: The templates to render; all of them when left out.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefs
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__d71ee8d91191774ddef7b7938a5f30b294f0ded4bdb1434df47af68f354dd568)
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument ignore_excludes", value=ignore_excludes, expected_type=type_hints["ignore_excludes"])
            check_type(argname="argument ignore_includes", value=ignore_includes, expected_type=type_hints["ignore_includes"])
            check_type(argname="argument namespace", value=namespace, expected_type=type_hints["namespace"])
            check_type(argname="argument template_refs", value=template_refs, expected_type=type_hints["template_refs"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "name": name,
        }
        if ignore_excludes is not None:
            self._values["ignore_excludes"] = ignore_excludes
        if ignore_includes is not None:
            self._values["ignore_includes"] = ignore_includes
        if namespace is not None:
            self._values["namespace"] = namespace
        if template_refs is not None:
            self._values["template_refs"] = template_refs

    @builtins.property
    def name(self) -> builtins.str:
        '''Name of the SecretTransformation.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefs#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def ignore_excludes(self) -> typing.Optional[builtins.bool]:
        '''Whether its ``excludes`` are ignored.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefs#ignoreExcludes
        '''
        result = self._values.get("ignore_excludes")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def ignore_includes(self) -> typing.Optional[builtins.bool]:
        '''Whether its ``includes`` are ignored.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefs#ignoreIncludes
        '''
        result = self._values.get("ignore_includes")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def namespace(self) -> typing.Optional[builtins.str]:
        '''Its namespace;

        the object's own when left out.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefs#namespace
        '''
        result = self._values.get("namespace")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def template_refs(
        self,
    ) -> typing.Optional[typing.List["VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs"]]:
        '''The templates to render;

        all of them when left out.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefs#templateRefs
        '''
        result = self._values.get("template_refs")
        return typing.cast(typing.Optional[typing.List["VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs"]], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultDynamicSecretSpecDestinationTransformationTransformationRefs(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs",
    jsii_struct_bases=[],
    name_mapping={"name": "name", "key_override": "keyOverride"},
)
class VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs:
    def __init__(
        self,
        *,
        name: builtins.str,
        key_override: typing.Optional[builtins.str] = None,
    ) -> None:
        '''One template.

        :param name: Name of the template.
        :param key_override: Key of the Secret to write; the template's own when left out.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__4555434cc38cce81063d2cb4614b428f25b64a06a1ec15c6702c0182ecad23da)
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument key_override", value=key_override, expected_type=type_hints["key_override"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "name": name,
        }
        if key_override is not None:
            self._values["key_override"] = key_override

    @builtins.property
    def name(self) -> builtins.str:
        '''Name of the template.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def key_override(self) -> typing.Optional[builtins.str]:
        '''Key of the Secret to write;

        the template's own when left out.

        :schema: VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs#keyOverride
        '''
        result = self._values.get("key_override")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(jsii_type="comhashicorpsecrets.VaultDynamicSecretSpecRequestHttpMethod")
class VaultDynamicSecretSpecRequestHttpMethod(enum.Enum):
    '''Method of the request;

    GET when left out, and always PUT where ``params`` are given.

    :schema: VaultDynamicSecretSpecRequestHttpMethod
    '''

    GET = "GET"
    '''GET.'''
    POST = "POST"
    '''POST.'''
    PUT = "PUT"
    '''PUT.'''


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretSpecRolloutRestartTargets",
    jsii_struct_bases=[],
    name_mapping={"kind": "kind", "name": "name"},
)
class VaultDynamicSecretSpecRolloutRestartTargets:
    def __init__(
        self,
        *,
        kind: "VaultDynamicSecretSpecRolloutRestartTargetsKind",
        name: builtins.str,
    ) -> None:
        '''One workload.

        :param kind: Kind of the workload.
        :param name: Name of the workload, in the same namespace.

        :schema: VaultDynamicSecretSpecRolloutRestartTargets
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__00f7eb330d239397957c344e6641e92315e34143853522442803f2cc794487da)
            check_type(argname="argument kind", value=kind, expected_type=type_hints["kind"])
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "kind": kind,
            "name": name,
        }

    @builtins.property
    def kind(self) -> "VaultDynamicSecretSpecRolloutRestartTargetsKind":
        '''Kind of the workload.

        :schema: VaultDynamicSecretSpecRolloutRestartTargets#kind
        '''
        result = self._values.get("kind")
        assert result is not None, "Required property 'kind' is missing"
        return typing.cast("VaultDynamicSecretSpecRolloutRestartTargetsKind", result)

    @builtins.property
    def name(self) -> builtins.str:
        '''Name of the workload, in the same namespace.

        :schema: VaultDynamicSecretSpecRolloutRestartTargets#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultDynamicSecretSpecRolloutRestartTargets(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(
    jsii_type="comhashicorpsecrets.VaultDynamicSecretSpecRolloutRestartTargetsKind"
)
class VaultDynamicSecretSpecRolloutRestartTargetsKind(enum.Enum):
    '''Kind of the workload.

    :schema: VaultDynamicSecretSpecRolloutRestartTargetsKind
    '''

    DEPLOYMENT = "DEPLOYMENT"
    '''Deployment.'''
    DAEMON_SET = "DAEMON_SET"
    '''DaemonSet.'''
    STATEFUL_SET = "STATEFUL_SET"
    '''StatefulSet.'''
    ARGO_PERIOD_ROLLOUT = "ARGO_PERIOD_ROLLOUT"
    '''argo.Rollout.'''


class VaultStaticSecret(
    _cdk8s_d3d9af27.ApiObject,
    metaclass=jsii.JSIIMeta,
    jsii_type="comhashicorpsecrets.VaultStaticSecret",
):
    '''Copies a secret of Vault's key-value store to a Kubernetes Secret.

    :schema: VaultStaticSecret
    '''

    def __init__(
        self,
        scope: "_constructs_77d1e7e8.Construct",
        id: builtins.str,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultStaticSecretSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''Defines a "VaultStaticSecret" API object.

        :param scope: the scope in which to define this object.
        :param id: a scope-local name for the object.
        :param metadata: 
        :param spec: What to read, and where to write it.
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__af156c4fc0bc2ccd49f40de38407441fbfcb5882a5fba8cdeadc9f19a7212e09)
            check_type(argname="argument scope", value=scope, expected_type=type_hints["scope"])
            check_type(argname="argument id", value=id, expected_type=type_hints["id"])
        props = VaultStaticSecretProps(metadata=metadata, spec=spec)

        jsii.create(self.__class__, self, [scope, id, props])

    @jsii.member(jsii_name="manifest")
    @builtins.classmethod
    def manifest(
        cls,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultStaticSecretSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> typing.Any:
        '''Renders a Kubernetes manifest for "VaultStaticSecret".

        This can be used to inline resource manifests inside other objects (e.g. as templates).

        :param metadata: 
        :param spec: What to read, and where to write it.
        '''
        props = VaultStaticSecretProps(metadata=metadata, spec=spec)

        return typing.cast(typing.Any, jsii.sinvoke(cls, "manifest", [props]))

    @jsii.member(jsii_name="toJson")
    def to_json(self) -> typing.Any:
        '''Renders the object to Kubernetes JSON.'''
        return typing.cast(typing.Any, jsii.invoke(self, "toJson", []))

    @jsii.python.classproperty
    @jsii.member(jsii_name="GVK")
    def GVK(cls) -> "_cdk8s_d3d9af27.GroupVersionKind":
        '''Returns the apiVersion and kind for "VaultStaticSecret".'''
        return typing.cast("_cdk8s_d3d9af27.GroupVersionKind", jsii.sget(cls, "GVK"))


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretProps",
    jsii_struct_bases=[],
    name_mapping={"metadata": "metadata", "spec": "spec"},
)
class VaultStaticSecretProps:
    def __init__(
        self,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["VaultStaticSecretSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''Copies a secret of Vault's key-value store to a Kubernetes Secret.

        :param metadata: 
        :param spec: What to read, and where to write it.

        :schema: VaultStaticSecret
        '''
        if isinstance(metadata, dict):
            metadata = _cdk8s_d3d9af27.ApiObjectMetadata(**metadata)
        if isinstance(spec, dict):
            spec = VaultStaticSecretSpec(**spec)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__acddd53f1c574e00769a85e6f9b7474853fdd717632c84d73c2a9bab7e9eea23)
            check_type(argname="argument metadata", value=metadata, expected_type=type_hints["metadata"])
            check_type(argname="argument spec", value=spec, expected_type=type_hints["spec"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if metadata is not None:
            self._values["metadata"] = metadata
        if spec is not None:
            self._values["spec"] = spec

    @builtins.property
    def metadata(self) -> typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"]:
        '''
        :schema: VaultStaticSecret#metadata
        '''
        result = self._values.get("metadata")
        return typing.cast(typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"], result)

    @builtins.property
    def spec(self) -> typing.Optional["VaultStaticSecretSpec"]:
        '''What to read, and where to write it.

        :schema: VaultStaticSecret#spec
        '''
        result = self._values.get("spec")
        return typing.cast(typing.Optional["VaultStaticSecretSpec"], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretProps(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpec",
    jsii_struct_bases=[],
    name_mapping={
        "destination": "destination",
        "mount": "mount",
        "path": "path",
        "type": "type",
        "hmac_secret_data": "hmacSecretData",
        "namespace": "namespace",
        "refresh_after": "refreshAfter",
        "rollout_restart_targets": "rolloutRestartTargets",
        "sync_config": "syncConfig",
        "vault_auth_ref": "vaultAuthRef",
        "version": "version",
    },
)
class VaultStaticSecretSpec:
    def __init__(
        self,
        *,
        destination: typing.Union["VaultStaticSecretSpecDestination", typing.Dict[builtins.str, typing.Any]],
        mount: builtins.str,
        path: builtins.str,
        type: "VaultStaticSecretSpecType",
        hmac_secret_data: typing.Optional[builtins.bool] = None,
        namespace: typing.Optional[builtins.str] = None,
        refresh_after: typing.Optional[builtins.str] = None,
        rollout_restart_targets: typing.Optional[typing.Sequence[typing.Union["VaultStaticSecretSpecRolloutRestartTargets", typing.Dict[builtins.str, typing.Any]]]] = None,
        sync_config: typing.Optional[typing.Union["VaultStaticSecretSpecSyncConfig", typing.Dict[builtins.str, typing.Any]]] = None,
        vault_auth_ref: typing.Optional[builtins.str] = None,
        version: typing.Optional[jsii.Number] = None,
    ) -> None:
        '''What to read, and where to write it.

        :param destination: The Kubernetes Secret that receives the data.
        :param mount: Path at which the key-value store is mounted.
        :param path: Path of the secret below the mount, without ``data/``.
        :param type: Version of the key-value store.
        :param hmac_secret_data: Whether changes are detected by a keyed hash; without it, ``rolloutRestartTargets`` is ignored.
        :param namespace: Namespace in Vault (Enterprise) of the secret.
        :param refresh_after: Time between two reads, as one number and unit, such as 30s.
        :param rollout_restart_targets: Workloads to restart when the data changed, for applications that read it only when they start.
        :param sync_config: How changes are noticed.
        :param vault_auth_ref: VaultAuth to log in with, as name or namespace/name; the operator's default when left out.
        :param version: Version of the secret; kv-v2 only. The latest when left out or 0.

        :schema: VaultStaticSecretSpec
        '''
        if isinstance(destination, dict):
            destination = VaultStaticSecretSpecDestination(**destination)
        if isinstance(sync_config, dict):
            sync_config = VaultStaticSecretSpecSyncConfig(**sync_config)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__cfa6b826d23d153a2387dd1c5f72dc66a94d0985c5cfdb872c6ef5a1984638a9)
            check_type(argname="argument destination", value=destination, expected_type=type_hints["destination"])
            check_type(argname="argument mount", value=mount, expected_type=type_hints["mount"])
            check_type(argname="argument path", value=path, expected_type=type_hints["path"])
            check_type(argname="argument type", value=type, expected_type=type_hints["type"])
            check_type(argname="argument hmac_secret_data", value=hmac_secret_data, expected_type=type_hints["hmac_secret_data"])
            check_type(argname="argument namespace", value=namespace, expected_type=type_hints["namespace"])
            check_type(argname="argument refresh_after", value=refresh_after, expected_type=type_hints["refresh_after"])
            check_type(argname="argument rollout_restart_targets", value=rollout_restart_targets, expected_type=type_hints["rollout_restart_targets"])
            check_type(argname="argument sync_config", value=sync_config, expected_type=type_hints["sync_config"])
            check_type(argname="argument vault_auth_ref", value=vault_auth_ref, expected_type=type_hints["vault_auth_ref"])
            check_type(argname="argument version", value=version, expected_type=type_hints["version"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "destination": destination,
            "mount": mount,
            "path": path,
            "type": type,
        }
        if hmac_secret_data is not None:
            self._values["hmac_secret_data"] = hmac_secret_data
        if namespace is not None:
            self._values["namespace"] = namespace
        if refresh_after is not None:
            self._values["refresh_after"] = refresh_after
        if rollout_restart_targets is not None:
            self._values["rollout_restart_targets"] = rollout_restart_targets
        if sync_config is not None:
            self._values["sync_config"] = sync_config
        if vault_auth_ref is not None:
            self._values["vault_auth_ref"] = vault_auth_ref
        if version is not None:
            self._values["version"] = version

    @builtins.property
    def destination(self) -> "VaultStaticSecretSpecDestination":
        '''The Kubernetes Secret that receives the data.

        :schema: VaultStaticSecretSpec#destination
        '''
        result = self._values.get("destination")
        assert result is not None, "Required property 'destination' is missing"
        return typing.cast("VaultStaticSecretSpecDestination", result)

    @builtins.property
    def mount(self) -> builtins.str:
        '''Path at which the key-value store is mounted.

        :schema: VaultStaticSecretSpec#mount
        '''
        result = self._values.get("mount")
        assert result is not None, "Required property 'mount' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def path(self) -> builtins.str:
        '''Path of the secret below the mount, without ``data/``.

        :schema: VaultStaticSecretSpec#path
        '''
        result = self._values.get("path")
        assert result is not None, "Required property 'path' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def type(self) -> "VaultStaticSecretSpecType":
        '''Version of the key-value store.

        :schema: VaultStaticSecretSpec#type
        '''
        result = self._values.get("type")
        assert result is not None, "Required property 'type' is missing"
        return typing.cast("VaultStaticSecretSpecType", result)

    @builtins.property
    def hmac_secret_data(self) -> typing.Optional[builtins.bool]:
        '''Whether changes are detected by a keyed hash;

        without it, ``rolloutRestartTargets`` is ignored.

        :schema: VaultStaticSecretSpec#hmacSecretData
        '''
        result = self._values.get("hmac_secret_data")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def namespace(self) -> typing.Optional[builtins.str]:
        '''Namespace in Vault (Enterprise) of the secret.

        :schema: VaultStaticSecretSpec#namespace
        '''
        result = self._values.get("namespace")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def refresh_after(self) -> typing.Optional[builtins.str]:
        '''Time between two reads, as one number and unit, such as 30s.

        :schema: VaultStaticSecretSpec#refreshAfter
        '''
        result = self._values.get("refresh_after")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def rollout_restart_targets(
        self,
    ) -> typing.Optional[typing.List["VaultStaticSecretSpecRolloutRestartTargets"]]:
        '''Workloads to restart when the data changed, for applications that read it only when they start.

        :schema: VaultStaticSecretSpec#rolloutRestartTargets
        '''
        result = self._values.get("rollout_restart_targets")
        return typing.cast(typing.Optional[typing.List["VaultStaticSecretSpecRolloutRestartTargets"]], result)

    @builtins.property
    def sync_config(self) -> typing.Optional["VaultStaticSecretSpecSyncConfig"]:
        '''How changes are noticed.

        :schema: VaultStaticSecretSpec#syncConfig
        '''
        result = self._values.get("sync_config")
        return typing.cast(typing.Optional["VaultStaticSecretSpecSyncConfig"], result)

    @builtins.property
    def vault_auth_ref(self) -> typing.Optional[builtins.str]:
        '''VaultAuth to log in with, as name or namespace/name;

        the operator's default when left out.

        :schema: VaultStaticSecretSpec#vaultAuthRef
        '''
        result = self._values.get("vault_auth_ref")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def version(self) -> typing.Optional[jsii.Number]:
        '''Version of the secret;

        kv-v2 only. The latest when left out or 0.

        :schema: VaultStaticSecretSpec#version
        '''
        result = self._values.get("version")
        return typing.cast(typing.Optional[jsii.Number], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretSpec(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpecDestination",
    jsii_struct_bases=[],
    name_mapping={
        "name": "name",
        "annotations": "annotations",
        "create": "create",
        "labels": "labels",
        "overwrite": "overwrite",
        "transformation": "transformation",
        "type": "type",
    },
)
class VaultStaticSecretSpecDestination:
    def __init__(
        self,
        *,
        name: builtins.str,
        annotations: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        create: typing.Optional[builtins.bool] = None,
        labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        overwrite: typing.Optional[builtins.bool] = None,
        transformation: typing.Optional[typing.Union["VaultStaticSecretSpecDestinationTransformation", typing.Dict[builtins.str, typing.Any]]] = None,
        type: typing.Optional[builtins.str] = None,
    ) -> None:
        '''The Kubernetes Secret that receives the data.

        :param name: Name of the Secret.
        :param annotations: Annotations of the Secret; needs ``create``.
        :param create: Whether the operator creates, and deletes, the Secret; without it the Secret must exist.
        :param labels: Labels of the Secret; needs ``create``.
        :param overwrite: Whether a Secret that exists already may be taken over; needs ``create``.
        :param transformation: How the keys of the Secret are made from the data in Vault.
        :param type: Type of the Secret, such as kubernetes.io/tls; needs ``create``. Opaque when left out.

        :schema: VaultStaticSecretSpecDestination
        '''
        if isinstance(transformation, dict):
            transformation = VaultStaticSecretSpecDestinationTransformation(**transformation)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__40f9558aed08f24774f89b49e7654906f5e36a410c59b064b6a9747435708ac5)
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument annotations", value=annotations, expected_type=type_hints["annotations"])
            check_type(argname="argument create", value=create, expected_type=type_hints["create"])
            check_type(argname="argument labels", value=labels, expected_type=type_hints["labels"])
            check_type(argname="argument overwrite", value=overwrite, expected_type=type_hints["overwrite"])
            check_type(argname="argument transformation", value=transformation, expected_type=type_hints["transformation"])
            check_type(argname="argument type", value=type, expected_type=type_hints["type"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "name": name,
        }
        if annotations is not None:
            self._values["annotations"] = annotations
        if create is not None:
            self._values["create"] = create
        if labels is not None:
            self._values["labels"] = labels
        if overwrite is not None:
            self._values["overwrite"] = overwrite
        if transformation is not None:
            self._values["transformation"] = transformation
        if type is not None:
            self._values["type"] = type

    @builtins.property
    def name(self) -> builtins.str:
        '''Name of the Secret.

        :schema: VaultStaticSecretSpecDestination#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def annotations(
        self,
    ) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Annotations of the Secret;

        needs ``create``.

        :schema: VaultStaticSecretSpecDestination#annotations
        '''
        result = self._values.get("annotations")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def create(self) -> typing.Optional[builtins.bool]:
        '''Whether the operator creates, and deletes, the Secret;

        without it the Secret must exist.

        :schema: VaultStaticSecretSpecDestination#create
        '''
        result = self._values.get("create")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def labels(self) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Labels of the Secret;

        needs ``create``.

        :schema: VaultStaticSecretSpecDestination#labels
        '''
        result = self._values.get("labels")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def overwrite(self) -> typing.Optional[builtins.bool]:
        '''Whether a Secret that exists already may be taken over;

        needs ``create``.

        :schema: VaultStaticSecretSpecDestination#overwrite
        '''
        result = self._values.get("overwrite")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def transformation(
        self,
    ) -> typing.Optional["VaultStaticSecretSpecDestinationTransformation"]:
        '''How the keys of the Secret are made from the data in Vault.

        :schema: VaultStaticSecretSpecDestination#transformation
        '''
        result = self._values.get("transformation")
        return typing.cast(typing.Optional["VaultStaticSecretSpecDestinationTransformation"], result)

    @builtins.property
    def type(self) -> typing.Optional[builtins.str]:
        '''Type of the Secret, such as kubernetes.io/tls; needs ``create``. Opaque when left out.

        :schema: VaultStaticSecretSpecDestination#type
        '''
        result = self._values.get("type")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretSpecDestination(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpecDestinationTransformation",
    jsii_struct_bases=[],
    name_mapping={
        "exclude_raw": "excludeRaw",
        "excludes": "excludes",
        "includes": "includes",
        "templates": "templates",
        "transformation_refs": "transformationRefs",
    },
)
class VaultStaticSecretSpecDestinationTransformation:
    def __init__(
        self,
        *,
        exclude_raw: typing.Optional[builtins.bool] = None,
        excludes: typing.Optional[typing.Sequence[builtins.str]] = None,
        includes: typing.Optional[typing.Sequence[builtins.str]] = None,
        templates: typing.Optional[typing.Mapping[builtins.str, typing.Union["VaultStaticSecretSpecDestinationTransformationTemplates", typing.Dict[builtins.str, typing.Any]]]] = None,
        transformation_refs: typing.Optional[typing.Sequence[typing.Union["VaultStaticSecretSpecDestinationTransformationTransformationRefs", typing.Dict[builtins.str, typing.Any]]]] = None,
    ) -> None:
        '''How the keys of the Secret are made from the data in Vault.

        :param exclude_raw: Whether the key _raw, with the whole answer of Vault, is left out.
        :param excludes: Regular expressions of the fields to leave out.
        :param includes: Regular expressions of the fields to take; applied after ``excludes``.
        :param templates: Keys whose values are rendered, by key.
        :param transformation_refs: Templates and filters of SecretTransformation objects.

        :schema: VaultStaticSecretSpecDestinationTransformation
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__702440a4228d953b7c3c6b13e1fe53231c98e38a99504e8a53089aaf9d944106)
            check_type(argname="argument exclude_raw", value=exclude_raw, expected_type=type_hints["exclude_raw"])
            check_type(argname="argument excludes", value=excludes, expected_type=type_hints["excludes"])
            check_type(argname="argument includes", value=includes, expected_type=type_hints["includes"])
            check_type(argname="argument templates", value=templates, expected_type=type_hints["templates"])
            check_type(argname="argument transformation_refs", value=transformation_refs, expected_type=type_hints["transformation_refs"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if exclude_raw is not None:
            self._values["exclude_raw"] = exclude_raw
        if excludes is not None:
            self._values["excludes"] = excludes
        if includes is not None:
            self._values["includes"] = includes
        if templates is not None:
            self._values["templates"] = templates
        if transformation_refs is not None:
            self._values["transformation_refs"] = transformation_refs

    @builtins.property
    def exclude_raw(self) -> typing.Optional[builtins.bool]:
        '''Whether the key _raw, with the whole answer of Vault, is left out.

        :schema: VaultStaticSecretSpecDestinationTransformation#excludeRaw
        '''
        result = self._values.get("exclude_raw")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def excludes(self) -> typing.Optional[typing.List[builtins.str]]:
        '''Regular expressions of the fields to leave out.

        :schema: VaultStaticSecretSpecDestinationTransformation#excludes
        '''
        result = self._values.get("excludes")
        return typing.cast(typing.Optional[typing.List[builtins.str]], result)

    @builtins.property
    def includes(self) -> typing.Optional[typing.List[builtins.str]]:
        '''Regular expressions of the fields to take;

        applied after ``excludes``.

        :schema: VaultStaticSecretSpecDestinationTransformation#includes
        '''
        result = self._values.get("includes")
        return typing.cast(typing.Optional[typing.List[builtins.str]], result)

    @builtins.property
    def templates(
        self,
    ) -> typing.Optional[typing.Mapping[builtins.str, "VaultStaticSecretSpecDestinationTransformationTemplates"]]:
        '''Keys whose values are rendered, by key.

        :schema: VaultStaticSecretSpecDestinationTransformation#templates
        '''
        result = self._values.get("templates")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, "VaultStaticSecretSpecDestinationTransformationTemplates"]], result)

    @builtins.property
    def transformation_refs(
        self,
    ) -> typing.Optional[typing.List["VaultStaticSecretSpecDestinationTransformationTransformationRefs"]]:
        '''Templates and filters of SecretTransformation objects.

        :schema: VaultStaticSecretSpecDestinationTransformation#transformationRefs
        '''
        result = self._values.get("transformation_refs")
        return typing.cast(typing.Optional[typing.List["VaultStaticSecretSpecDestinationTransformationTransformationRefs"]], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretSpecDestinationTransformation(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpecDestinationTransformationTemplates",
    jsii_struct_bases=[],
    name_mapping={"text": "text", "name": "name"},
)
class VaultStaticSecretSpecDestinationTransformationTemplates:
    def __init__(
        self,
        *,
        text: builtins.str,
        name: typing.Optional[builtins.str] = None,
    ) -> None:
        '''A rendered value.

        :param text: Go template over the data in Vault; .Secrets holds the fields.
        :param name: Name of the template; its key when left out.

        :schema: VaultStaticSecretSpecDestinationTransformationTemplates
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__3eb8a56fa965741246268ac2eae30dd7552189ebd4b0736885cf4568581b2ba9)
            check_type(argname="argument text", value=text, expected_type=type_hints["text"])
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "text": text,
        }
        if name is not None:
            self._values["name"] = name

    @builtins.property
    def text(self) -> builtins.str:
        '''Go template over the data in Vault;

        .Secrets holds the fields.

        :schema: VaultStaticSecretSpecDestinationTransformationTemplates#text
        '''
        result = self._values.get("text")
        assert result is not None, "Required property 'text' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def name(self) -> typing.Optional[builtins.str]:
        '''Name of the template;

        its key when left out.

        :schema: VaultStaticSecretSpecDestinationTransformationTemplates#name
        '''
        result = self._values.get("name")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretSpecDestinationTransformationTemplates(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpecDestinationTransformationTransformationRefs",
    jsii_struct_bases=[],
    name_mapping={
        "name": "name",
        "ignore_excludes": "ignoreExcludes",
        "ignore_includes": "ignoreIncludes",
        "namespace": "namespace",
        "template_refs": "templateRefs",
    },
)
class VaultStaticSecretSpecDestinationTransformationTransformationRefs:
    def __init__(
        self,
        *,
        name: builtins.str,
        ignore_excludes: typing.Optional[builtins.bool] = None,
        ignore_includes: typing.Optional[builtins.bool] = None,
        namespace: typing.Optional[builtins.str] = None,
        template_refs: typing.Optional[typing.Sequence[typing.Union["VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs", typing.Dict[builtins.str, typing.Any]]]] = None,
    ) -> None:
        '''One SecretTransformation.

        :param name: Name of the SecretTransformation.
        :param ignore_excludes: Whether its ``excludes`` are ignored.
        :param ignore_includes: Whether its ``includes`` are ignored.
        :param namespace: Its namespace; the object's own when left out.
        :param template_refs: The templates to render; all of them when left out.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefs
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__10b58007e05cf9858eeac397dde7e5d75f9be2b24ab0eb3547573879b9277b5f)
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument ignore_excludes", value=ignore_excludes, expected_type=type_hints["ignore_excludes"])
            check_type(argname="argument ignore_includes", value=ignore_includes, expected_type=type_hints["ignore_includes"])
            check_type(argname="argument namespace", value=namespace, expected_type=type_hints["namespace"])
            check_type(argname="argument template_refs", value=template_refs, expected_type=type_hints["template_refs"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "name": name,
        }
        if ignore_excludes is not None:
            self._values["ignore_excludes"] = ignore_excludes
        if ignore_includes is not None:
            self._values["ignore_includes"] = ignore_includes
        if namespace is not None:
            self._values["namespace"] = namespace
        if template_refs is not None:
            self._values["template_refs"] = template_refs

    @builtins.property
    def name(self) -> builtins.str:
        '''Name of the SecretTransformation.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefs#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def ignore_excludes(self) -> typing.Optional[builtins.bool]:
        '''Whether its ``excludes`` are ignored.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefs#ignoreExcludes
        '''
        result = self._values.get("ignore_excludes")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def ignore_includes(self) -> typing.Optional[builtins.bool]:
        '''Whether its ``includes`` are ignored.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefs#ignoreIncludes
        '''
        result = self._values.get("ignore_includes")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def namespace(self) -> typing.Optional[builtins.str]:
        '''Its namespace;

        the object's own when left out.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefs#namespace
        '''
        result = self._values.get("namespace")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def template_refs(
        self,
    ) -> typing.Optional[typing.List["VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs"]]:
        '''The templates to render;

        all of them when left out.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefs#templateRefs
        '''
        result = self._values.get("template_refs")
        return typing.cast(typing.Optional[typing.List["VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs"]], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretSpecDestinationTransformationTransformationRefs(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs",
    jsii_struct_bases=[],
    name_mapping={"name": "name", "key_override": "keyOverride"},
)
class VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs:
    def __init__(
        self,
        *,
        name: builtins.str,
        key_override: typing.Optional[builtins.str] = None,
    ) -> None:
        '''One template.

        :param name: Name of the template.
        :param key_override: Key of the Secret to write; the template's own when left out.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__0ad9caa81b35ef81a6411b70338716e184125ee4bde8623d37213857121c41b6)
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument key_override", value=key_override, expected_type=type_hints["key_override"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "name": name,
        }
        if key_override is not None:
            self._values["key_override"] = key_override

    @builtins.property
    def name(self) -> builtins.str:
        '''Name of the template.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def key_override(self) -> typing.Optional[builtins.str]:
        '''Key of the Secret to write;

        the template's own when left out.

        :schema: VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs#keyOverride
        '''
        result = self._values.get("key_override")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpecRolloutRestartTargets",
    jsii_struct_bases=[],
    name_mapping={"kind": "kind", "name": "name"},
)
class VaultStaticSecretSpecRolloutRestartTargets:
    def __init__(
        self,
        *,
        kind: "VaultStaticSecretSpecRolloutRestartTargetsKind",
        name: builtins.str,
    ) -> None:
        '''One workload.

        :param kind: Kind of the workload.
        :param name: Name of the workload, in the same namespace.

        :schema: VaultStaticSecretSpecRolloutRestartTargets
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__1d29341bcc282878a06463e60a69d64bcb650adc50523f7b1c3a91062525e342)
            check_type(argname="argument kind", value=kind, expected_type=type_hints["kind"])
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "kind": kind,
            "name": name,
        }

    @builtins.property
    def kind(self) -> "VaultStaticSecretSpecRolloutRestartTargetsKind":
        '''Kind of the workload.

        :schema: VaultStaticSecretSpecRolloutRestartTargets#kind
        '''
        result = self._values.get("kind")
        assert result is not None, "Required property 'kind' is missing"
        return typing.cast("VaultStaticSecretSpecRolloutRestartTargetsKind", result)

    @builtins.property
    def name(self) -> builtins.str:
        '''Name of the workload, in the same namespace.

        :schema: VaultStaticSecretSpecRolloutRestartTargets#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretSpecRolloutRestartTargets(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpecRolloutRestartTargetsKind"
)
class VaultStaticSecretSpecRolloutRestartTargetsKind(enum.Enum):
    '''Kind of the workload.

    :schema: VaultStaticSecretSpecRolloutRestartTargetsKind
    '''

    DEPLOYMENT = "DEPLOYMENT"
    '''Deployment.'''
    DAEMON_SET = "DAEMON_SET"
    '''DaemonSet.'''
    STATEFUL_SET = "STATEFUL_SET"
    '''StatefulSet.'''
    ARGO_PERIOD_ROLLOUT = "ARGO_PERIOD_ROLLOUT"
    '''argo.Rollout.'''


@jsii.data_type(
    jsii_type="comhashicorpsecrets.VaultStaticSecretSpecSyncConfig",
    jsii_struct_bases=[],
    name_mapping={"instant_updates": "instantUpdates"},
)
class VaultStaticSecretSpecSyncConfig:
    def __init__(
        self,
        *,
        instant_updates: typing.Optional[builtins.bool] = None,
    ) -> None:
        '''How changes are noticed.

        :param instant_updates: Whether Vault's events trigger a read (Enterprise); the login needs permission to subscribe.

        :schema: VaultStaticSecretSpecSyncConfig
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__9d83df891a033916df4a0515131022508b07a7ac9b3641a1a9733ddbd4b40b59)
            check_type(argname="argument instant_updates", value=instant_updates, expected_type=type_hints["instant_updates"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if instant_updates is not None:
            self._values["instant_updates"] = instant_updates

    @builtins.property
    def instant_updates(self) -> typing.Optional[builtins.bool]:
        '''Whether Vault's events trigger a read (Enterprise);

        the login needs permission to subscribe.

        :schema: VaultStaticSecretSpecSyncConfig#instantUpdates
        '''
        result = self._values.get("instant_updates")
        return typing.cast(typing.Optional[builtins.bool], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "VaultStaticSecretSpecSyncConfig(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(jsii_type="comhashicorpsecrets.VaultStaticSecretSpecType")
class VaultStaticSecretSpecType(enum.Enum):
    '''Version of the key-value store.

    :schema: VaultStaticSecretSpecType
    '''

    KV_HYPHEN_V1 = "KV_HYPHEN_V1"
    '''kv-v1.'''
    KV_HYPHEN_V2 = "KV_HYPHEN_V2"
    '''kv-v2.'''


__all__ = [
    "VaultAuth",
    "VaultAuthProps",
    "VaultAuthSpec",
    "VaultAuthSpecAppRole",
    "VaultAuthSpecAws",
    "VaultAuthSpecGcp",
    "VaultAuthSpecJwt",
    "VaultAuthSpecKubernetes",
    "VaultAuthSpecMethod",
    "VaultAuthSpecStorageEncryption",
    "VaultAuthSpecVaultAuthGlobalRef",
    "VaultAuthSpecVaultAuthGlobalRefMergeStrategy",
    "VaultAuthSpecVaultAuthGlobalRefMergeStrategyHeaders",
    "VaultAuthSpecVaultAuthGlobalRefMergeStrategyParams",
    "VaultConnection",
    "VaultConnectionProps",
    "VaultConnectionSpec",
    "VaultDynamicSecret",
    "VaultDynamicSecretProps",
    "VaultDynamicSecretSpec",
    "VaultDynamicSecretSpecDestination",
    "VaultDynamicSecretSpecDestinationTransformation",
    "VaultDynamicSecretSpecDestinationTransformationTemplates",
    "VaultDynamicSecretSpecDestinationTransformationTransformationRefs",
    "VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs",
    "VaultDynamicSecretSpecRequestHttpMethod",
    "VaultDynamicSecretSpecRolloutRestartTargets",
    "VaultDynamicSecretSpecRolloutRestartTargetsKind",
    "VaultStaticSecret",
    "VaultStaticSecretProps",
    "VaultStaticSecretSpec",
    "VaultStaticSecretSpecDestination",
    "VaultStaticSecretSpecDestinationTransformation",
    "VaultStaticSecretSpecDestinationTransformationTemplates",
    "VaultStaticSecretSpecDestinationTransformationTransformationRefs",
    "VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs",
    "VaultStaticSecretSpecRolloutRestartTargets",
    "VaultStaticSecretSpecRolloutRestartTargetsKind",
    "VaultStaticSecretSpecSyncConfig",
    "VaultStaticSecretSpecType",
]

publication.publish()

def _typecheckingstub__a491e58664edd69d3546fe1085f1d9eaf23a6dbb7b490d9f0198b66739fdca38(
    scope: _constructs_77d1e7e8.Construct,
    id: builtins.str,
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[VaultAuthSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__b04f0b10d212ab5fa7d6f2df33b9f516090b5f80169cc0c93198243d12e8ba6f(
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[VaultAuthSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__9f22e4f78ea61c636909b56a30a4f09230bf29aac09d8ac06c07f2d131d24d09(
    *,
    allowed_namespaces: typing.Optional[typing.Sequence[builtins.str]] = None,
    app_role: typing.Optional[typing.Union[VaultAuthSpecAppRole, typing.Dict[builtins.str, typing.Any]]] = None,
    aws: typing.Optional[typing.Union[VaultAuthSpecAws, typing.Dict[builtins.str, typing.Any]]] = None,
    gcp: typing.Optional[typing.Union[VaultAuthSpecGcp, typing.Dict[builtins.str, typing.Any]]] = None,
    headers: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    jwt: typing.Optional[typing.Union[VaultAuthSpecJwt, typing.Dict[builtins.str, typing.Any]]] = None,
    kubernetes: typing.Optional[typing.Union[VaultAuthSpecKubernetes, typing.Dict[builtins.str, typing.Any]]] = None,
    method: typing.Optional[VaultAuthSpecMethod] = None,
    mount: typing.Optional[builtins.str] = None,
    namespace: typing.Optional[builtins.str] = None,
    params: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    storage_encryption: typing.Optional[typing.Union[VaultAuthSpecStorageEncryption, typing.Dict[builtins.str, typing.Any]]] = None,
    vault_auth_global_ref: typing.Optional[typing.Union[VaultAuthSpecVaultAuthGlobalRef, typing.Dict[builtins.str, typing.Any]]] = None,
    vault_connection_ref: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__73a0552dc30834f1dbf47f75fe728e6f725e1bcf502f234c47302cf108261c01(
    *,
    role_id: typing.Optional[builtins.str] = None,
    secret_id_path: typing.Optional[builtins.str] = None,
    secret_ref: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__967b75f2d2a4e2cce06922a4cb0097d5cfaceef1b12b28173d8b0f4c24a4dd2d(
    *,
    header_value: typing.Optional[builtins.str] = None,
    iam_endpoint: typing.Optional[builtins.str] = None,
    irsa_service_account: typing.Optional[builtins.str] = None,
    region: typing.Optional[builtins.str] = None,
    role: typing.Optional[builtins.str] = None,
    secret_ref: typing.Optional[builtins.str] = None,
    session_name: typing.Optional[builtins.str] = None,
    sts_endpoint: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__17ecb5212a1516b2f514b12f81ae2b2f9566c669465b2e7050425f61b733137f(
    *,
    cluster_name: typing.Optional[builtins.str] = None,
    project_id: typing.Optional[builtins.str] = None,
    region: typing.Optional[builtins.str] = None,
    role: typing.Optional[builtins.str] = None,
    workload_identity_service_account: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__855d3b7d9bdd6891f4b55fc2b6d080847d3ef911819c10e6508908d93740f402(
    *,
    audiences: typing.Optional[typing.Sequence[builtins.str]] = None,
    role: typing.Optional[builtins.str] = None,
    secret_ref: typing.Optional[builtins.str] = None,
    service_account: typing.Optional[builtins.str] = None,
    token_expiration_seconds: typing.Optional[jsii.Number] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__f855f9b0e81de8401bf565d5dc872aecbbd032b5e821c8b00f76fb7d85622738(
    *,
    audiences: typing.Optional[typing.Sequence[builtins.str]] = None,
    role: typing.Optional[builtins.str] = None,
    service_account: typing.Optional[builtins.str] = None,
    token_expiration_seconds: typing.Optional[jsii.Number] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__deaae470c8e6897d68ba4fece67b4e9a3e9802e8cf3658cd5b8e7da8ae34b9d2(
    *,
    key_name: builtins.str,
    mount: builtins.str,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__c06a05eae15c9227aa97821020805f08f329dd4f6a9d13c8590fc8ccf311ec73(
    *,
    allow_default: typing.Optional[builtins.bool] = None,
    merge_strategy: typing.Optional[typing.Union[VaultAuthSpecVaultAuthGlobalRefMergeStrategy, typing.Dict[builtins.str, typing.Any]]] = None,
    name: typing.Optional[builtins.str] = None,
    namespace: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__e28ba08fac5c4312d9c02e0aeeb2578f7eb3a3b6f2c81997e27656e358a6c1bf(
    *,
    headers: typing.Optional[VaultAuthSpecVaultAuthGlobalRefMergeStrategyHeaders] = None,
    params: typing.Optional[VaultAuthSpecVaultAuthGlobalRefMergeStrategyParams] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__6503510d5004737ef3203faa7eb4714759b16d8dd3cc3fafcef2c02a1d39b956(
    scope: _constructs_77d1e7e8.Construct,
    id: builtins.str,
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[VaultConnectionSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__d9acc250b660eeeaf66236987ce55b5013968398ad16ca1ba75aa94cc0016da8(
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[VaultConnectionSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__c0e80a95af20b09f25c00a88ec837b0efdd3d7faa0596c2b2f80ae3b1bba3a01(
    *,
    address: builtins.str,
    skip_tls_verify: builtins.bool,
    ca_cert_path: typing.Optional[builtins.str] = None,
    ca_cert_secret_ref: typing.Optional[builtins.str] = None,
    headers: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    timeout: typing.Optional[builtins.str] = None,
    tls_server_name: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__bec6fb7650e702fc6865382d79a654cd3e3d1744ebd5af85d6d28a43e4211424(
    scope: _constructs_77d1e7e8.Construct,
    id: builtins.str,
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[VaultDynamicSecretSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__2fa54ee68ebde41391eaab378614109808349802beb0d438f7dd36c42228cfaa(
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[VaultDynamicSecretSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__65a7d9e9060e7809b6d044423cc62f1c8105c6a29711a6f32a14942b36358ce0(
    *,
    destination: typing.Union[VaultDynamicSecretSpecDestination, typing.Dict[builtins.str, typing.Any]],
    mount: builtins.str,
    path: builtins.str,
    allow_static_creds: typing.Optional[builtins.bool] = None,
    namespace: typing.Optional[builtins.str] = None,
    params: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    refresh_after: typing.Optional[builtins.str] = None,
    renewal_percent: typing.Optional[jsii.Number] = None,
    request_http_method: typing.Optional[VaultDynamicSecretSpecRequestHttpMethod] = None,
    revoke: typing.Optional[builtins.bool] = None,
    rollout_restart_targets: typing.Optional[typing.Sequence[typing.Union[VaultDynamicSecretSpecRolloutRestartTargets, typing.Dict[builtins.str, typing.Any]]]] = None,
    vault_auth_ref: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__0fcf5b2917f5a34622c0c0b28948032428bc8ff0a95f863696365a2519bb832f(
    *,
    name: builtins.str,
    annotations: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    create: typing.Optional[builtins.bool] = None,
    labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    overwrite: typing.Optional[builtins.bool] = None,
    transformation: typing.Optional[typing.Union[VaultDynamicSecretSpecDestinationTransformation, typing.Dict[builtins.str, typing.Any]]] = None,
    type: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__fa0b326af191885f3509b8198841d0728e5a9e73d2018a96bd09ab603690931d(
    *,
    exclude_raw: typing.Optional[builtins.bool] = None,
    excludes: typing.Optional[typing.Sequence[builtins.str]] = None,
    includes: typing.Optional[typing.Sequence[builtins.str]] = None,
    templates: typing.Optional[typing.Mapping[builtins.str, typing.Union[VaultDynamicSecretSpecDestinationTransformationTemplates, typing.Dict[builtins.str, typing.Any]]]] = None,
    transformation_refs: typing.Optional[typing.Sequence[typing.Union[VaultDynamicSecretSpecDestinationTransformationTransformationRefs, typing.Dict[builtins.str, typing.Any]]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__3c48db08964d54840c2251526f12a650d53924605a3e59693a5477abcb4dbb11(
    *,
    text: builtins.str,
    name: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__d71ee8d91191774ddef7b7938a5f30b294f0ded4bdb1434df47af68f354dd568(
    *,
    name: builtins.str,
    ignore_excludes: typing.Optional[builtins.bool] = None,
    ignore_includes: typing.Optional[builtins.bool] = None,
    namespace: typing.Optional[builtins.str] = None,
    template_refs: typing.Optional[typing.Sequence[typing.Union[VaultDynamicSecretSpecDestinationTransformationTransformationRefsTemplateRefs, typing.Dict[builtins.str, typing.Any]]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__4555434cc38cce81063d2cb4614b428f25b64a06a1ec15c6702c0182ecad23da(
    *,
    name: builtins.str,
    key_override: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__00f7eb330d239397957c344e6641e92315e34143853522442803f2cc794487da(
    *,
    kind: VaultDynamicSecretSpecRolloutRestartTargetsKind,
    name: builtins.str,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__af156c4fc0bc2ccd49f40de38407441fbfcb5882a5fba8cdeadc9f19a7212e09(
    scope: _constructs_77d1e7e8.Construct,
    id: builtins.str,
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[VaultStaticSecretSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__acddd53f1c574e00769a85e6f9b7474853fdd717632c84d73c2a9bab7e9eea23(
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[VaultStaticSecretSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__cfa6b826d23d153a2387dd1c5f72dc66a94d0985c5cfdb872c6ef5a1984638a9(
    *,
    destination: typing.Union[VaultStaticSecretSpecDestination, typing.Dict[builtins.str, typing.Any]],
    mount: builtins.str,
    path: builtins.str,
    type: VaultStaticSecretSpecType,
    hmac_secret_data: typing.Optional[builtins.bool] = None,
    namespace: typing.Optional[builtins.str] = None,
    refresh_after: typing.Optional[builtins.str] = None,
    rollout_restart_targets: typing.Optional[typing.Sequence[typing.Union[VaultStaticSecretSpecRolloutRestartTargets, typing.Dict[builtins.str, typing.Any]]]] = None,
    sync_config: typing.Optional[typing.Union[VaultStaticSecretSpecSyncConfig, typing.Dict[builtins.str, typing.Any]]] = None,
    vault_auth_ref: typing.Optional[builtins.str] = None,
    version: typing.Optional[jsii.Number] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__40f9558aed08f24774f89b49e7654906f5e36a410c59b064b6a9747435708ac5(
    *,
    name: builtins.str,
    annotations: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    create: typing.Optional[builtins.bool] = None,
    labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    overwrite: typing.Optional[builtins.bool] = None,
    transformation: typing.Optional[typing.Union[VaultStaticSecretSpecDestinationTransformation, typing.Dict[builtins.str, typing.Any]]] = None,
    type: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__702440a4228d953b7c3c6b13e1fe53231c98e38a99504e8a53089aaf9d944106(
    *,
    exclude_raw: typing.Optional[builtins.bool] = None,
    excludes: typing.Optional[typing.Sequence[builtins.str]] = None,
    includes: typing.Optional[typing.Sequence[builtins.str]] = None,
    templates: typing.Optional[typing.Mapping[builtins.str, typing.Union[VaultStaticSecretSpecDestinationTransformationTemplates, typing.Dict[builtins.str, typing.Any]]]] = None,
    transformation_refs: typing.Optional[typing.Sequence[typing.Union[VaultStaticSecretSpecDestinationTransformationTransformationRefs, typing.Dict[builtins.str, typing.Any]]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__3eb8a56fa965741246268ac2eae30dd7552189ebd4b0736885cf4568581b2ba9(
    *,
    text: builtins.str,
    name: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__10b58007e05cf9858eeac397dde7e5d75f9be2b24ab0eb3547573879b9277b5f(
    *,
    name: builtins.str,
    ignore_excludes: typing.Optional[builtins.bool] = None,
    ignore_includes: typing.Optional[builtins.bool] = None,
    namespace: typing.Optional[builtins.str] = None,
    template_refs: typing.Optional[typing.Sequence[typing.Union[VaultStaticSecretSpecDestinationTransformationTransformationRefsTemplateRefs, typing.Dict[builtins.str, typing.Any]]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__0ad9caa81b35ef81a6411b70338716e184125ee4bde8623d37213857121c41b6(
    *,
    name: builtins.str,
    key_override: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__1d29341bcc282878a06463e60a69d64bcb650adc50523f7b1c3a91062525e342(
    *,
    kind: VaultStaticSecretSpecRolloutRestartTargetsKind,
    name: builtins.str,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__9d83df891a033916df4a0515131022508b07a7ac9b3641a1a9733ddbd4b40b59(
    *,
    instant_updates: typing.Optional[builtins.bool] = None,
) -> None:
    """Type checking stubs"""
    pass
