using Google.Protobuf;

namespace SkyScribe.Training.Export;

/// <summary>A protocol buffer message that is written field by field; ONNX needs six kinds of them and no more.</summary>
internal sealed class ProtoMessage
{
    private readonly MemoryStream _bytes = new();
    private readonly CodedOutputStream _fields;

    public ProtoMessage() => _fields = new CodedOutputStream(_bytes, leaveOpen: true);

    public ProtoMessage Int(int field, long value)
    {
        _fields.WriteTag(field, WireFormat.WireType.Varint);
        _fields.WriteInt64(value);
        return this;
    }

    public ProtoMessage Float(int field, float value)
    {
        _fields.WriteTag(field, WireFormat.WireType.Fixed32);
        _fields.WriteFloat(value);
        return this;
    }

    public ProtoMessage Text(int field, string value)
    {
        _fields.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _fields.WriteString(value);
        return this;
    }

    public ProtoMessage Bytes(int field, ReadOnlySpan<byte> value)
    {
        _fields.WriteTag(field, WireFormat.WireType.LengthDelimited);
        _fields.WriteLength(value.Length);
        _fields.Flush();
        _bytes.Write(value);
        return this;
    }

    public ProtoMessage Message(int field, ProtoMessage value) => Bytes(field, value.Content);

    public ProtoMessage Messages(int field, IEnumerable<ProtoMessage> values)
    {
        foreach (var value in values)
        {
            Message(field, value);
        }

        return this;
    }

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Content
    {
        get
        {
            _fields.Flush();
            return _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);
        }
    }
}
