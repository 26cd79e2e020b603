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


class ImageStream(
    _cdk8s_d3d9af27.ApiObject,
    metaclass=jsii.JSIIMeta,
    jsii_type="ioopenshiftimage.ImageStream",
):
    '''A named series of images: what was pushed to it in the internal registry, and what its tags import from elsewhere.

    An empty spec makes it a target for pushes.

    :schema: ImageStream
    '''

    def __init__(
        self,
        scope: "_constructs_77d1e7e8.Construct",
        id: builtins.str,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["ImageStreamSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''Defines a "ImageStream" API object.

        :param scope: the scope in which to define this object.
        :param id: a scope-local name for the object.
        :param metadata: 
        :param spec: How names are resolved and what is imported; ``{}`` is enough for pushed images.
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__9a3f3e60ef37448e9aa2c7c086c0e4241e160b8fc2c8d14eabe272a201a8496b)
            check_type(argname="argument scope", value=scope, expected_type=type_hints["scope"])
            check_type(argname="argument id", value=id, expected_type=type_hints["id"])
        props = ImageStreamProps(metadata=metadata, spec=spec)

        jsii.create(self.__class__, self, [scope, id, props])

    @jsii.member(jsii_name="manifest")
    @builtins.classmethod
    def manifest(
        cls,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["ImageStreamSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> typing.Any:
        '''Renders a Kubernetes manifest for "ImageStream".

        This can be used to inline resource manifests inside other objects (e.g. as templates).

        :param metadata: 
        :param spec: How names are resolved and what is imported; ``{}`` is enough for pushed images.
        '''
        props = ImageStreamProps(metadata=metadata, spec=spec)

        return typing.cast(typing.Any, jsii.sinvoke(cls, "manifest", [props]))

    @jsii.member(jsii_name="toJson")
    def to_json(self) -> typing.Any:
        '''Renders the object to Kubernetes JSON.'''
        return typing.cast(typing.Any, jsii.invoke(self, "toJson", []))

    @jsii.python.classproperty
    @jsii.member(jsii_name="GVK")
    def GVK(cls) -> "_cdk8s_d3d9af27.GroupVersionKind":
        '''Returns the apiVersion and kind for "ImageStream".'''
        return typing.cast("_cdk8s_d3d9af27.GroupVersionKind", jsii.sget(cls, "GVK"))


@jsii.data_type(
    jsii_type="ioopenshiftimage.ImageStreamProps",
    jsii_struct_bases=[],
    name_mapping={"metadata": "metadata", "spec": "spec"},
)
class ImageStreamProps:
    def __init__(
        self,
        *,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        spec: typing.Optional[typing.Union["ImageStreamSpec", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''A named series of images: what was pushed to it in the internal registry, and what its tags import from elsewhere.

        An empty spec makes it a target for pushes.

        :param metadata: 
        :param spec: How names are resolved and what is imported; ``{}`` is enough for pushed images.

        :schema: ImageStream
        '''
        if isinstance(metadata, dict):
            metadata = _cdk8s_d3d9af27.ApiObjectMetadata(**metadata)
        if isinstance(spec, dict):
            spec = ImageStreamSpec(**spec)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__8a5b77e7c53230445b69cde693b0368ca6118933bd89bbf02161283e62aab321)
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
        :schema: ImageStream#metadata
        '''
        result = self._values.get("metadata")
        return typing.cast(typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"], result)

    @builtins.property
    def spec(self) -> typing.Optional["ImageStreamSpec"]:
        '''How names are resolved and what is imported;

        ``{}`` is enough for pushed images.

        :schema: ImageStream#spec
        '''
        result = self._values.get("spec")
        return typing.cast(typing.Optional["ImageStreamSpec"], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "ImageStreamProps(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="ioopenshiftimage.ImageStreamSpec",
    jsii_struct_bases=[],
    name_mapping={
        "docker_image_repository": "dockerImageRepository",
        "lookup_policy": "lookupPolicy",
        "tags": "tags",
    },
)
class ImageStreamSpec:
    def __init__(
        self,
        *,
        docker_image_repository: typing.Optional[builtins.str] = None,
        lookup_policy: typing.Optional[typing.Union["ImageStreamSpecLookupPolicy", typing.Dict[builtins.str, typing.Any]]] = None,
        tags: typing.Optional[typing.Sequence[typing.Union["ImageStreamSpecTags", typing.Dict[builtins.str, typing.Any]]]] = None,
    ) -> None:
        '''How names are resolved and what is imported;

        ``{}`` is enough for pushed images.

        :param docker_image_repository: Repository all of whose tags are imported. Deprecated; list them in ``tags`` instead.
        :param lookup_policy: Whether pods of this namespace may name the stream instead of a registry.
        :param tags: Tags that point at images elsewhere. A tag that is only pushed to needs no entry.

        :schema: ImageStreamSpec
        '''
        if isinstance(lookup_policy, dict):
            lookup_policy = ImageStreamSpecLookupPolicy(**lookup_policy)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__a7b15aba3046cdf1a27575e0a915dea71529dad7d6892b86994d50a1ec4f5554)
            check_type(argname="argument docker_image_repository", value=docker_image_repository, expected_type=type_hints["docker_image_repository"])
            check_type(argname="argument lookup_policy", value=lookup_policy, expected_type=type_hints["lookup_policy"])
            check_type(argname="argument tags", value=tags, expected_type=type_hints["tags"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if docker_image_repository is not None:
            self._values["docker_image_repository"] = docker_image_repository
        if lookup_policy is not None:
            self._values["lookup_policy"] = lookup_policy
        if tags is not None:
            self._values["tags"] = tags

    @builtins.property
    def docker_image_repository(self) -> typing.Optional[builtins.str]:
        '''Repository all of whose tags are imported.

        Deprecated; list them in ``tags`` instead.

        :schema: ImageStreamSpec#dockerImageRepository
        '''
        result = self._values.get("docker_image_repository")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def lookup_policy(self) -> typing.Optional["ImageStreamSpecLookupPolicy"]:
        '''Whether pods of this namespace may name the stream instead of a registry.

        :schema: ImageStreamSpec#lookupPolicy
        '''
        result = self._values.get("lookup_policy")
        return typing.cast(typing.Optional["ImageStreamSpecLookupPolicy"], result)

    @builtins.property
    def tags(self) -> typing.Optional[typing.List["ImageStreamSpecTags"]]:
        '''Tags that point at images elsewhere.

        A tag that is only pushed to needs no entry.

        :schema: ImageStreamSpec#tags
        '''
        result = self._values.get("tags")
        return typing.cast(typing.Optional[typing.List["ImageStreamSpecTags"]], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "ImageStreamSpec(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="ioopenshiftimage.ImageStreamSpecLookupPolicy",
    jsii_struct_bases=[],
    name_mapping={"local": "local"},
)
class ImageStreamSpecLookupPolicy:
    def __init__(self, *, local: typing.Optional[builtins.bool] = None) -> None:
        '''Whether pods of this namespace may name the stream instead of a registry.

        :param local: With true, an image such as ``tarsy:dev`` in a pod of this namespace means this stream's tag.

        :schema: ImageStreamSpecLookupPolicy
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__0750c89dbaa4c7d7bf2fcc7540584425c7ebb5df4239eab1539184ad8747ad6b)
            check_type(argname="argument local", value=local, expected_type=type_hints["local"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if local is not None:
            self._values["local"] = local

    @builtins.property
    def local(self) -> typing.Optional[builtins.bool]:
        '''With true, an image such as ``tarsy:dev`` in a pod of this namespace means this stream's tag.

        :schema: ImageStreamSpecLookupPolicy#local
        '''
        result = self._values.get("local")
        return typing.cast(typing.Optional[builtins.bool], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "ImageStreamSpecLookupPolicy(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="ioopenshiftimage.ImageStreamSpecTags",
    jsii_struct_bases=[],
    name_mapping={
        "name": "name",
        "annotations": "annotations",
        "from_": "from",
        "generation": "generation",
        "import_policy": "importPolicy",
        "reference": "reference",
        "reference_policy": "referencePolicy",
    },
)
class ImageStreamSpecTags:
    def __init__(
        self,
        *,
        name: builtins.str,
        annotations: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        from_: typing.Optional[typing.Union["ImageStreamSpecTagsFrom", typing.Dict[builtins.str, typing.Any]]] = None,
        generation: typing.Optional[jsii.Number] = None,
        import_policy: typing.Optional[typing.Union["ImageStreamSpecTagsImportPolicy", typing.Dict[builtins.str, typing.Any]]] = None,
        reference: typing.Optional[builtins.bool] = None,
        reference_policy: typing.Optional[typing.Union["ImageStreamSpecTagsReferencePolicy", typing.Dict[builtins.str, typing.Any]]] = None,
    ) -> None:
        '''One tag and the image it follows.

        :param name: The tag.
        :param annotations: Metadata of the tag, such as openshift.io/display-name for the web console.
        :param from_: The image that the tag follows.
        :param generation: Counter of changes of this tag, kept by the server; 0 asks for a new import.
        :param import_policy: How the image is imported.
        :param reference: With true the tag is a mere pointer and nothing is imported.
        :param reference_policy: Which address pods get when they refer to the tag.

        :schema: ImageStreamSpecTags
        '''
        if isinstance(from_, dict):
            from_ = ImageStreamSpecTagsFrom(**from_)
        if isinstance(import_policy, dict):
            import_policy = ImageStreamSpecTagsImportPolicy(**import_policy)
        if isinstance(reference_policy, dict):
            reference_policy = ImageStreamSpecTagsReferencePolicy(**reference_policy)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__c1cdc175fe57d17b11d4f5cf78f0c2df222ac21e3b561cc71402e55aea33878d)
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument annotations", value=annotations, expected_type=type_hints["annotations"])
            check_type(argname="argument from_", value=from_, expected_type=type_hints["from_"])
            check_type(argname="argument generation", value=generation, expected_type=type_hints["generation"])
            check_type(argname="argument import_policy", value=import_policy, expected_type=type_hints["import_policy"])
            check_type(argname="argument reference", value=reference, expected_type=type_hints["reference"])
            check_type(argname="argument reference_policy", value=reference_policy, expected_type=type_hints["reference_policy"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "name": name,
        }
        if annotations is not None:
            self._values["annotations"] = annotations
        if from_ is not None:
            self._values["from_"] = from_
        if generation is not None:
            self._values["generation"] = generation
        if import_policy is not None:
            self._values["import_policy"] = import_policy
        if reference is not None:
            self._values["reference"] = reference
        if reference_policy is not None:
            self._values["reference_policy"] = reference_policy

    @builtins.property
    def name(self) -> builtins.str:
        '''The tag.

        :schema: ImageStreamSpecTags#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def annotations(
        self,
    ) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Metadata of the tag, such as openshift.io/display-name for the web console.

        :schema: ImageStreamSpecTags#annotations
        '''
        result = self._values.get("annotations")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def from_(self) -> typing.Optional["ImageStreamSpecTagsFrom"]:
        '''The image that the tag follows.

        :schema: ImageStreamSpecTags#from
        '''
        result = self._values.get("from_")
        return typing.cast(typing.Optional["ImageStreamSpecTagsFrom"], result)

    @builtins.property
    def generation(self) -> typing.Optional[jsii.Number]:
        '''Counter of changes of this tag, kept by the server;

        0 asks for a new import.

        :schema: ImageStreamSpecTags#generation
        '''
        result = self._values.get("generation")
        return typing.cast(typing.Optional[jsii.Number], result)

    @builtins.property
    def import_policy(self) -> typing.Optional["ImageStreamSpecTagsImportPolicy"]:
        '''How the image is imported.

        :schema: ImageStreamSpecTags#importPolicy
        '''
        result = self._values.get("import_policy")
        return typing.cast(typing.Optional["ImageStreamSpecTagsImportPolicy"], result)

    @builtins.property
    def reference(self) -> typing.Optional[builtins.bool]:
        '''With true the tag is a mere pointer and nothing is imported.

        :schema: ImageStreamSpecTags#reference
        '''
        result = self._values.get("reference")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def reference_policy(self) -> typing.Optional["ImageStreamSpecTagsReferencePolicy"]:
        '''Which address pods get when they refer to the tag.

        :schema: ImageStreamSpecTags#referencePolicy
        '''
        result = self._values.get("reference_policy")
        return typing.cast(typing.Optional["ImageStreamSpecTagsReferencePolicy"], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "ImageStreamSpecTags(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.data_type(
    jsii_type="ioopenshiftimage.ImageStreamSpecTagsFrom",
    jsii_struct_bases=[],
    name_mapping={
        "kind": "kind",
        "name": "name",
        "api_version": "apiVersion",
        "field_path": "fieldPath",
        "namespace": "namespace",
        "resource_version": "resourceVersion",
        "uid": "uid",
    },
)
class ImageStreamSpecTagsFrom:
    def __init__(
        self,
        *,
        kind: "ImageStreamSpecTagsFromKind",
        name: builtins.str,
        api_version: typing.Optional[builtins.str] = None,
        field_path: typing.Optional[builtins.str] = None,
        namespace: typing.Optional[builtins.str] = None,
        resource_version: typing.Optional[builtins.str] = None,
        uid: typing.Optional[builtins.str] = None,
    ) -> None:
        '''The image that the tag follows.

        :param kind: DockerImage: a pull specification. ImageStreamTag: another tag of this stream. ImageStreamImage: an image of a stream, by digest.
        :param name: Pull specification of a DockerImage, ``tag`` or ``stream:tag`` of an ImageStreamTag, ``stream@digest`` of an ImageStreamImage.
        :param api_version: API version of the referent; not needed.
        :param field_path: Part of the referent; not used here.
        :param namespace: Namespace of an ImageStreamImage; an ImageStreamTag stays within its own stream.
        :param resource_version: Version of the referent; not used here.
        :param uid: Identity of the referent; not used here.

        :schema: ImageStreamSpecTagsFrom
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__4a1fda3e24a6733ddf158626498c2770955c4ebe507c4f50978bb4122f984e63)
            check_type(argname="argument kind", value=kind, expected_type=type_hints["kind"])
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument api_version", value=api_version, expected_type=type_hints["api_version"])
            check_type(argname="argument field_path", value=field_path, expected_type=type_hints["field_path"])
            check_type(argname="argument namespace", value=namespace, expected_type=type_hints["namespace"])
            check_type(argname="argument resource_version", value=resource_version, expected_type=type_hints["resource_version"])
            check_type(argname="argument uid", value=uid, expected_type=type_hints["uid"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "kind": kind,
            "name": name,
        }
        if api_version is not None:
            self._values["api_version"] = api_version
        if field_path is not None:
            self._values["field_path"] = field_path
        if namespace is not None:
            self._values["namespace"] = namespace
        if resource_version is not None:
            self._values["resource_version"] = resource_version
        if uid is not None:
            self._values["uid"] = uid

    @builtins.property
    def kind(self) -> "ImageStreamSpecTagsFromKind":
        '''DockerImage: a pull specification.

        ImageStreamTag: another tag of this stream. ImageStreamImage: an image of a stream, by digest.

        :schema: ImageStreamSpecTagsFrom#kind
        '''
        result = self._values.get("kind")
        assert result is not None, "Required property 'kind' is missing"
        return typing.cast("ImageStreamSpecTagsFromKind", result)

    @builtins.property
    def name(self) -> builtins.str:
        '''Pull specification of a DockerImage, ``tag`` or ``stream:tag`` of an ImageStreamTag, ``stream@digest`` of an ImageStreamImage.

        :schema: ImageStreamSpecTagsFrom#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def api_version(self) -> typing.Optional[builtins.str]:
        '''API version of the referent;

        not needed.

        :schema: ImageStreamSpecTagsFrom#apiVersion
        '''
        result = self._values.get("api_version")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def field_path(self) -> typing.Optional[builtins.str]:
        '''Part of the referent;

        not used here.

        :schema: ImageStreamSpecTagsFrom#fieldPath
        '''
        result = self._values.get("field_path")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def namespace(self) -> typing.Optional[builtins.str]:
        '''Namespace of an ImageStreamImage;

        an ImageStreamTag stays within its own stream.

        :schema: ImageStreamSpecTagsFrom#namespace
        '''
        result = self._values.get("namespace")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def resource_version(self) -> typing.Optional[builtins.str]:
        '''Version of the referent;

        not used here.

        :schema: ImageStreamSpecTagsFrom#resourceVersion
        '''
        result = self._values.get("resource_version")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def uid(self) -> typing.Optional[builtins.str]:
        '''Identity of the referent;

        not used here.

        :schema: ImageStreamSpecTagsFrom#uid
        '''
        result = self._values.get("uid")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "ImageStreamSpecTagsFrom(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(jsii_type="ioopenshiftimage.ImageStreamSpecTagsFromKind")
class ImageStreamSpecTagsFromKind(enum.Enum):
    '''DockerImage: a pull specification.

    ImageStreamTag: another tag of this stream. ImageStreamImage: an image of a stream, by digest.

    :schema: ImageStreamSpecTagsFromKind
    '''

    DOCKER_IMAGE = "DOCKER_IMAGE"
    '''DockerImage.'''
    IMAGE_STREAM_TAG = "IMAGE_STREAM_TAG"
    '''ImageStreamTag.'''
    IMAGE_STREAM_IMAGE = "IMAGE_STREAM_IMAGE"
    '''ImageStreamImage.'''


@jsii.data_type(
    jsii_type="ioopenshiftimage.ImageStreamSpecTagsImportPolicy",
    jsii_struct_bases=[],
    name_mapping={
        "import_mode": "importMode",
        "insecure": "insecure",
        "scheduled": "scheduled",
    },
)
class ImageStreamSpecTagsImportPolicy:
    def __init__(
        self,
        *,
        import_mode: typing.Optional["ImageStreamSpecTagsImportPolicyImportMode"] = None,
        insecure: typing.Optional[builtins.bool] = None,
        scheduled: typing.Optional[builtins.bool] = None,
    ) -> None:
        '''How the image is imported.

        :param import_mode: Of a multi-architecture image, Legacy imports the one manifest that suits the cluster, PreserveOriginal the whole list.
        :param insecure: Whether plain HTTP and unverified certificates are accepted.
        :param scheduled: Whether the source is polled for a newer image; a DockerImage by tag only.

        :schema: ImageStreamSpecTagsImportPolicy
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__5d390c44c93adc4eeec59e98cfe535819bfee727b4e10faf6a5ccf7ce7723fed)
            check_type(argname="argument import_mode", value=import_mode, expected_type=type_hints["import_mode"])
            check_type(argname="argument insecure", value=insecure, expected_type=type_hints["insecure"])
            check_type(argname="argument scheduled", value=scheduled, expected_type=type_hints["scheduled"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if import_mode is not None:
            self._values["import_mode"] = import_mode
        if insecure is not None:
            self._values["insecure"] = insecure
        if scheduled is not None:
            self._values["scheduled"] = scheduled

    @builtins.property
    def import_mode(
        self,
    ) -> typing.Optional["ImageStreamSpecTagsImportPolicyImportMode"]:
        '''Of a multi-architecture image, Legacy imports the one manifest that suits the cluster, PreserveOriginal the whole list.

        :schema: ImageStreamSpecTagsImportPolicy#importMode
        '''
        result = self._values.get("import_mode")
        return typing.cast(typing.Optional["ImageStreamSpecTagsImportPolicyImportMode"], result)

    @builtins.property
    def insecure(self) -> typing.Optional[builtins.bool]:
        '''Whether plain HTTP and unverified certificates are accepted.

        :schema: ImageStreamSpecTagsImportPolicy#insecure
        '''
        result = self._values.get("insecure")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def scheduled(self) -> typing.Optional[builtins.bool]:
        '''Whether the source is polled for a newer image;

        a DockerImage by tag only.

        :schema: ImageStreamSpecTagsImportPolicy#scheduled
        '''
        result = self._values.get("scheduled")
        return typing.cast(typing.Optional[builtins.bool], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "ImageStreamSpecTagsImportPolicy(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(jsii_type="ioopenshiftimage.ImageStreamSpecTagsImportPolicyImportMode")
class ImageStreamSpecTagsImportPolicyImportMode(enum.Enum):
    '''Of a multi-architecture image, Legacy imports the one manifest that suits the cluster, PreserveOriginal the whole list.

    :schema: ImageStreamSpecTagsImportPolicyImportMode
    '''

    LEGACY = "LEGACY"
    '''Legacy.'''
    PRESERVE_ORIGINAL = "PRESERVE_ORIGINAL"
    '''PreserveOriginal.'''


@jsii.data_type(
    jsii_type="ioopenshiftimage.ImageStreamSpecTagsReferencePolicy",
    jsii_struct_bases=[],
    name_mapping={"type": "type"},
)
class ImageStreamSpecTagsReferencePolicy:
    def __init__(
        self,
        *,
        type: typing.Optional["ImageStreamSpecTagsReferencePolicyType"] = None,
    ) -> None:
        '''Which address pods get when they refer to the tag.

        :param type: Source: the original registry. Local: the internal registry, which then proxies the pull and holds the credentials.

        :schema: ImageStreamSpecTagsReferencePolicy
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__824f457cf5c7607afc31237d0de1659949d405313eb74c0fdc0ed7c9ec6d46f6)
            check_type(argname="argument type", value=type, expected_type=type_hints["type"])
        self._values: typing.Dict[builtins.str, typing.Any] = {}
        if type is not None:
            self._values["type"] = type

    @builtins.property
    def type(self) -> typing.Optional["ImageStreamSpecTagsReferencePolicyType"]:
        '''Source: the original registry.

        Local: the internal registry, which then proxies the pull and holds the credentials.

        :schema: ImageStreamSpecTagsReferencePolicy#type
        '''
        result = self._values.get("type")
        return typing.cast(typing.Optional["ImageStreamSpecTagsReferencePolicyType"], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "ImageStreamSpecTagsReferencePolicy(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(jsii_type="ioopenshiftimage.ImageStreamSpecTagsReferencePolicyType")
class ImageStreamSpecTagsReferencePolicyType(enum.Enum):
    '''Source: the original registry.

    Local: the internal registry, which then proxies the pull and holds the credentials.

    :schema: ImageStreamSpecTagsReferencePolicyType
    '''

    SOURCE = "SOURCE"
    '''Source.'''
    LOCAL = "LOCAL"
    '''Local.'''


__all__ = [
    "ImageStream",
    "ImageStreamProps",
    "ImageStreamSpec",
    "ImageStreamSpecLookupPolicy",
    "ImageStreamSpecTags",
    "ImageStreamSpecTagsFrom",
    "ImageStreamSpecTagsFromKind",
    "ImageStreamSpecTagsImportPolicy",
    "ImageStreamSpecTagsImportPolicyImportMode",
    "ImageStreamSpecTagsReferencePolicy",
    "ImageStreamSpecTagsReferencePolicyType",
]

publication.publish()

def _typecheckingstub__9a3f3e60ef37448e9aa2c7c086c0e4241e160b8fc2c8d14eabe272a201a8496b(
    scope: _constructs_77d1e7e8.Construct,
    id: builtins.str,
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[ImageStreamSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__8a5b77e7c53230445b69cde693b0368ca6118933bd89bbf02161283e62aab321(
    *,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    spec: typing.Optional[typing.Union[ImageStreamSpec, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__a7b15aba3046cdf1a27575e0a915dea71529dad7d6892b86994d50a1ec4f5554(
    *,
    docker_image_repository: typing.Optional[builtins.str] = None,
    lookup_policy: typing.Optional[typing.Union[ImageStreamSpecLookupPolicy, typing.Dict[builtins.str, typing.Any]]] = None,
    tags: typing.Optional[typing.Sequence[typing.Union[ImageStreamSpecTags, typing.Dict[builtins.str, typing.Any]]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__0750c89dbaa4c7d7bf2fcc7540584425c7ebb5df4239eab1539184ad8747ad6b(
    *,
    local: typing.Optional[builtins.bool] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__c1cdc175fe57d17b11d4f5cf78f0c2df222ac21e3b561cc71402e55aea33878d(
    *,
    name: builtins.str,
    annotations: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    from_: typing.Optional[typing.Union[ImageStreamSpecTagsFrom, typing.Dict[builtins.str, typing.Any]]] = None,
    generation: typing.Optional[jsii.Number] = None,
    import_policy: typing.Optional[typing.Union[ImageStreamSpecTagsImportPolicy, typing.Dict[builtins.str, typing.Any]]] = None,
    reference: typing.Optional[builtins.bool] = None,
    reference_policy: typing.Optional[typing.Union[ImageStreamSpecTagsReferencePolicy, typing.Dict[builtins.str, typing.Any]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__4a1fda3e24a6733ddf158626498c2770955c4ebe507c4f50978bb4122f984e63(
    *,
    kind: ImageStreamSpecTagsFromKind,
    name: builtins.str,
    api_version: typing.Optional[builtins.str] = None,
    field_path: typing.Optional[builtins.str] = None,
    namespace: typing.Optional[builtins.str] = None,
    resource_version: typing.Optional[builtins.str] = None,
    uid: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__5d390c44c93adc4eeec59e98cfe535819bfee727b4e10faf6a5ccf7ce7723fed(
    *,
    import_mode: typing.Optional[ImageStreamSpecTagsImportPolicyImportMode] = None,
    insecure: typing.Optional[builtins.bool] = None,
    scheduled: typing.Optional[builtins.bool] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__824f457cf5c7607afc31237d0de1659949d405313eb74c0fdc0ed7c9ec6d46f6(
    *,
    type: typing.Optional[ImageStreamSpecTagsReferencePolicyType] = None,
) -> None:
    """Type checking stubs"""
    pass
