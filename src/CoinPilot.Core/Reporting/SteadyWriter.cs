using System.Text;

namespace CoinPilot.Reporting;

/// <summary>Output that may be lost, on a full disk say: what can't be written is said once, and neither ends nor changes anything (D053).</summary>
/// <param name="error">Where that is said; null for nowhere.</param>
public sealed class SteadyWriter(TextWriter inner, TextWriter? error) : TextWriter
{
    private bool isLost;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Try(() => inner.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => inner.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => inner.Write(value));

    public override void WriteLine(string? value) => Try(() => inner.WriteLine(value));

    public override void Flush() => Try(inner.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            if (!isLost)
            {
                isLost = true;
                error?.WriteLine($"the output cannot be written, and the run goes on without it: {failed.Message}");
            }
        }
    }
}
