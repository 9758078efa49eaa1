namespace OrleansRouter.Gateway.Providers.OpenAi;

/// <summary>Reads another stream and fails when it is longer than allowed, so that no answer fills the memory.</summary>
internal sealed class BoundedStream(Stream inner, ProviderCall call, long mostBytes) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="ProviderException">The answer is too long.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read = await inner.ReadAsync(buffer, cancellationToken);
        _read += read;
        return _read <= mostBytes
            ? read
            : throw new ProviderException(
                ProviderFault.InvalidAnswer, $"Model '{call.ModelId}': its upstream's answer is longer than {mostBytes} bytes.", StatusCodes.Status200OK);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Upstreams are read asynchronously.");

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
