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


class Template(
    _cdk8s_d3d9af27.ApiObject,
    metaclass=jsii.JSIIMeta,
    jsii_type="ioopenshifttemplate.Template",
):
    '''Objects with placeholders, and the parameters that fill them: ``oc process`` substitutes the parameters and prints a List that can be applied.

    :schema: Template
    '''

    def __init__(
        self,
        scope: "_constructs_77d1e7e8.Construct",
        id: builtins.str,
        *,
        objects: typing.Sequence[typing.Any],
        labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        message: typing.Optional[builtins.str] = None,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        parameters: typing.Optional[typing.Sequence[typing.Union["TemplateParameters", typing.Dict[builtins.str, typing.Any]]]] = None,
    ) -> None:
        '''Defines a "Template" API object.

        :param scope: the scope in which to define this object.
        :param id: a scope-local name for the object.
        :param objects: The objects to emit. In every string, map keys included, ``${NAME}`` becomes the parameter's value; a string that is exactly ``${{NAME}}`` becomes the value read as JSON, so a number or a boolean.
        :param labels: Labels added to every object, over its own; placeholders are substituted in keys and values.
        :param message: Text shown after the Template was instantiated; placeholders are substituted.
        :param metadata: 
        :param parameters: What the caller can, or must, fill in. Of two parameters of one name the last counts.
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__3f118cf76d3320f8e7a37fe6cdcfbeeadd90f8df6df9d3ea662c5e6f67eb0948)
            check_type(argname="argument scope", value=scope, expected_type=type_hints["scope"])
            check_type(argname="argument id", value=id, expected_type=type_hints["id"])
        props = TemplateProps(
            objects=objects,
            labels=labels,
            message=message,
            metadata=metadata,
            parameters=parameters,
        )

        jsii.create(self.__class__, self, [scope, id, props])

    @jsii.member(jsii_name="manifest")
    @builtins.classmethod
    def manifest(
        cls,
        *,
        objects: typing.Sequence[typing.Any],
        labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        message: typing.Optional[builtins.str] = None,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        parameters: typing.Optional[typing.Sequence[typing.Union["TemplateParameters", typing.Dict[builtins.str, typing.Any]]]] = None,
    ) -> typing.Any:
        '''Renders a Kubernetes manifest for "Template".

        This can be used to inline resource manifests inside other objects (e.g. as templates).

        :param objects: The objects to emit. In every string, map keys included, ``${NAME}`` becomes the parameter's value; a string that is exactly ``${{NAME}}`` becomes the value read as JSON, so a number or a boolean.
        :param labels: Labels added to every object, over its own; placeholders are substituted in keys and values.
        :param message: Text shown after the Template was instantiated; placeholders are substituted.
        :param metadata: 
        :param parameters: What the caller can, or must, fill in. Of two parameters of one name the last counts.
        '''
        props = TemplateProps(
            objects=objects,
            labels=labels,
            message=message,
            metadata=metadata,
            parameters=parameters,
        )

        return typing.cast(typing.Any, jsii.sinvoke(cls, "manifest", [props]))

    @jsii.member(jsii_name="toJson")
    def to_json(self) -> typing.Any:
        '''Renders the object to Kubernetes JSON.'''
        return typing.cast(typing.Any, jsii.invoke(self, "toJson", []))

    @jsii.python.classproperty
    @jsii.member(jsii_name="GVK")
    def GVK(cls) -> "_cdk8s_d3d9af27.GroupVersionKind":
        '''Returns the apiVersion and kind for "Template".'''
        return typing.cast("_cdk8s_d3d9af27.GroupVersionKind", jsii.sget(cls, "GVK"))


@jsii.data_type(
    jsii_type="ioopenshifttemplate.TemplateParameters",
    jsii_struct_bases=[],
    name_mapping={
        "name": "name",
        "description": "description",
        "display_name": "displayName",
        "from_": "from",
        "generate": "generate",
        "required": "required",
        "value": "value",
    },
)
class TemplateParameters:
    def __init__(
        self,
        *,
        name: builtins.str,
        description: typing.Optional[builtins.str] = None,
        display_name: typing.Optional[builtins.str] = None,
        from_: typing.Optional[builtins.str] = None,
        generate: typing.Optional["TemplateParametersGenerate"] = None,
        required: typing.Optional[builtins.bool] = None,
        value: typing.Optional[builtins.str] = None,
    ) -> None:
        '''One parameter.

        :param name: What stands between the braces of a placeholder.
        :param description: What the parameter is for; shown to the person who fills it in.
        :param display_name: Title in the web console.
        :param from_: Pattern of a generated value, such as ``[a-zA-Z0-9]{32}``. The upper end of a range is never generated: ``[0-1]`` yields 0 only.
        :param generate: How to make up a value where none is given; ``expression`` reads ``from`` as a pattern.
        :param required: Whether processing fails when the value is empty, a default or generator notwithstanding.
        :param value: Default value; set, it also switches the generator off.

        :schema: TemplateParameters
        '''
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__98177416e3f8bb501e0805bcf1e32999b104aa2980d23d572adeae5c0fd34ae3)
            check_type(argname="argument name", value=name, expected_type=type_hints["name"])
            check_type(argname="argument description", value=description, expected_type=type_hints["description"])
            check_type(argname="argument display_name", value=display_name, expected_type=type_hints["display_name"])
            check_type(argname="argument from_", value=from_, expected_type=type_hints["from_"])
            check_type(argname="argument generate", value=generate, expected_type=type_hints["generate"])
            check_type(argname="argument required", value=required, expected_type=type_hints["required"])
            check_type(argname="argument value", value=value, expected_type=type_hints["value"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "name": name,
        }
        if description is not None:
            self._values["description"] = description
        if display_name is not None:
            self._values["display_name"] = display_name
        if from_ is not None:
            self._values["from_"] = from_
        if generate is not None:
            self._values["generate"] = generate
        if required is not None:
            self._values["required"] = required
        if value is not None:
            self._values["value"] = value

    @builtins.property
    def name(self) -> builtins.str:
        '''What stands between the braces of a placeholder.

        :schema: TemplateParameters#name
        '''
        result = self._values.get("name")
        assert result is not None, "Required property 'name' is missing"
        return typing.cast(builtins.str, result)

    @builtins.property
    def description(self) -> typing.Optional[builtins.str]:
        '''What the parameter is for;

        shown to the person who fills it in.

        :schema: TemplateParameters#description
        '''
        result = self._values.get("description")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def display_name(self) -> typing.Optional[builtins.str]:
        '''Title in the web console.

        :schema: TemplateParameters#displayName
        '''
        result = self._values.get("display_name")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def from_(self) -> typing.Optional[builtins.str]:
        '''Pattern of a generated value, such as ``[a-zA-Z0-9]{32}``.

        The upper end of a range is never generated: ``[0-1]`` yields 0 only.

        :schema: TemplateParameters#from
        '''
        result = self._values.get("from_")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def generate(self) -> typing.Optional["TemplateParametersGenerate"]:
        '''How to make up a value where none is given;

        ``expression`` reads ``from`` as a pattern.

        :schema: TemplateParameters#generate
        '''
        result = self._values.get("generate")
        return typing.cast(typing.Optional["TemplateParametersGenerate"], result)

    @builtins.property
    def required(self) -> typing.Optional[builtins.bool]:
        '''Whether processing fails when the value is empty, a default or generator notwithstanding.

        :schema: TemplateParameters#required
        '''
        result = self._values.get("required")
        return typing.cast(typing.Optional[builtins.bool], result)

    @builtins.property
    def value(self) -> typing.Optional[builtins.str]:
        '''Default value;

        set, it also switches the generator off.

        :schema: TemplateParameters#value
        '''
        result = self._values.get("value")
        return typing.cast(typing.Optional[builtins.str], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "TemplateParameters(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


@jsii.enum(jsii_type="ioopenshifttemplate.TemplateParametersGenerate")
class TemplateParametersGenerate(enum.Enum):
    '''How to make up a value where none is given;

    ``expression`` reads ``from`` as a pattern.

    :schema: TemplateParametersGenerate
    '''

    EXPRESSION = "EXPRESSION"
    '''expression.'''


@jsii.data_type(
    jsii_type="ioopenshifttemplate.TemplateProps",
    jsii_struct_bases=[],
    name_mapping={
        "objects": "objects",
        "labels": "labels",
        "message": "message",
        "metadata": "metadata",
        "parameters": "parameters",
    },
)
class TemplateProps:
    def __init__(
        self,
        *,
        objects: typing.Sequence[typing.Any],
        labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
        message: typing.Optional[builtins.str] = None,
        metadata: typing.Optional[typing.Union["_cdk8s_d3d9af27.ApiObjectMetadata", typing.Dict[builtins.str, typing.Any]]] = None,
        parameters: typing.Optional[typing.Sequence[typing.Union["TemplateParameters", typing.Dict[builtins.str, typing.Any]]]] = None,
    ) -> None:
        '''Objects with placeholders, and the parameters that fill them: ``oc process`` substitutes the parameters and prints a List that can be applied.

        :param objects: The objects to emit. In every string, map keys included, ``${NAME}`` becomes the parameter's value; a string that is exactly ``${{NAME}}`` becomes the value read as JSON, so a number or a boolean.
        :param labels: Labels added to every object, over its own; placeholders are substituted in keys and values.
        :param message: Text shown after the Template was instantiated; placeholders are substituted.
        :param metadata: 
        :param parameters: What the caller can, or must, fill in. Of two parameters of one name the last counts.

        :schema: Template
        '''
        if isinstance(metadata, dict):
            metadata = _cdk8s_d3d9af27.ApiObjectMetadata(**metadata)
        if __debug__:
            type_hints = cached_type_hints(_typecheckingstub__afa4c77dd2dd8c2fe2e1c21c376fdb63a0b0fc1653f5caeeb88e550c841e3d4d)
            check_type(argname="argument objects", value=objects, expected_type=type_hints["objects"])
            check_type(argname="argument labels", value=labels, expected_type=type_hints["labels"])
            check_type(argname="argument message", value=message, expected_type=type_hints["message"])
            check_type(argname="argument metadata", value=metadata, expected_type=type_hints["metadata"])
            check_type(argname="argument parameters", value=parameters, expected_type=type_hints["parameters"])
        self._values: typing.Dict[builtins.str, typing.Any] = {
            "objects": objects,
        }
        if labels is not None:
            self._values["labels"] = labels
        if message is not None:
            self._values["message"] = message
        if metadata is not None:
            self._values["metadata"] = metadata
        if parameters is not None:
            self._values["parameters"] = parameters

    @builtins.property
    def objects(self) -> typing.List[typing.Any]:
        '''The objects to emit.

        In every string, map keys included, ``${NAME}`` becomes the parameter's value; a string that is exactly ``${{NAME}}`` becomes the value read as JSON, so a number or a boolean.

        :schema: Template#objects
        '''
        result = self._values.get("objects")
        assert result is not None, "Required property 'objects' is missing"
        return typing.cast(typing.List[typing.Any], result)

    @builtins.property
    def labels(self) -> typing.Optional[typing.Mapping[builtins.str, builtins.str]]:
        '''Labels added to every object, over its own;

        placeholders are substituted in keys and values.

        :schema: Template#labels
        '''
        result = self._values.get("labels")
        return typing.cast(typing.Optional[typing.Mapping[builtins.str, builtins.str]], result)

    @builtins.property
    def message(self) -> typing.Optional[builtins.str]:
        '''Text shown after the Template was instantiated;

        placeholders are substituted.

        :schema: Template#message
        '''
        result = self._values.get("message")
        return typing.cast(typing.Optional[builtins.str], result)

    @builtins.property
    def metadata(self) -> typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"]:
        '''
        :schema: Template#metadata
        '''
        result = self._values.get("metadata")
        return typing.cast(typing.Optional["_cdk8s_d3d9af27.ApiObjectMetadata"], result)

    @builtins.property
    def parameters(self) -> typing.Optional[typing.List["TemplateParameters"]]:
        '''What the caller can, or must, fill in.

        Of two parameters of one name the last counts.

        :schema: Template#parameters
        '''
        result = self._values.get("parameters")
        return typing.cast(typing.Optional[typing.List["TemplateParameters"]], result)

    def __eq__(self, rhs: typing.Any) -> builtins.bool:
        return isinstance(rhs, self.__class__) and rhs._values == self._values

    def __ne__(self, rhs: typing.Any) -> builtins.bool:
        return not (rhs == self)

    def __repr__(self) -> str:
        return "TemplateProps(%s)" % ", ".join(
            k + "=" + repr(v) for k, v in self._values.items()
        )


__all__ = [
    "Template",
    "TemplateParameters",
    "TemplateParametersGenerate",
    "TemplateProps",
]

publication.publish()

def _typecheckingstub__3f118cf76d3320f8e7a37fe6cdcfbeeadd90f8df6df9d3ea662c5e6f67eb0948(
    scope: _constructs_77d1e7e8.Construct,
    id: builtins.str,
    *,
    objects: typing.Sequence[typing.Any],
    labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    message: typing.Optional[builtins.str] = None,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    parameters: typing.Optional[typing.Sequence[typing.Union[TemplateParameters, typing.Dict[builtins.str, typing.Any]]]] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__98177416e3f8bb501e0805bcf1e32999b104aa2980d23d572adeae5c0fd34ae3(
    *,
    name: builtins.str,
    description: typing.Optional[builtins.str] = None,
    display_name: typing.Optional[builtins.str] = None,
    from_: typing.Optional[builtins.str] = None,
    generate: typing.Optional[TemplateParametersGenerate] = None,
    required: typing.Optional[builtins.bool] = None,
    value: typing.Optional[builtins.str] = None,
) -> None:
    """Type checking stubs"""
    pass

def _typecheckingstub__afa4c77dd2dd8c2fe2e1c21c376fdb63a0b0fc1653f5caeeb88e550c841e3d4d(
    *,
    objects: typing.Sequence[typing.Any],
    labels: typing.Optional[typing.Mapping[builtins.str, builtins.str]] = None,
    message: typing.Optional[builtins.str] = None,
    metadata: typing.Optional[typing.Union[_cdk8s_d3d9af27.ApiObjectMetadata, typing.Dict[builtins.str, typing.Any]]] = None,
    parameters: typing.Optional[typing.Sequence[typing.Union[TemplateParameters, typing.Dict[builtins.str, typing.Any]]]] = None,
) -> None:
    """Type checking stubs"""
    pass
