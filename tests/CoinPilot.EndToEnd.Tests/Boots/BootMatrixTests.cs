using Xunit;

namespace CoinPilot.Boots;

/// <summary>A boot that is to start with an image which does not serve: pulled by it, or meant by the name already.</summary>
public sealed class BadImageMatrixTests(MatrixHost on) : IClassFixture<MatrixHost>
{
    public static IEnumerable<TheoryDataRow<string, string, string>> Cells() =>
        BootMatrix.Cells(["crash", "no shell", "unhealthy", "other architecture", "exits 0"], [("exits 0", "pinned", "power cut")]);

    [Theory]
    [MemberData(nameof(Cells))]
    public Task Serves_what_was_confirmed(string fault, string policy, string way) => new BootMatrix(on).TryAsync(fault, policy, way);
}

/// <summary>A boot that does not find what the stack needs.</summary>
public sealed class LostPartMatrixTests(MatrixHost on) : IClassFixture<MatrixHost>
{
    public static IEnumerable<TheoryDataRow<string, string, string>> Cells() => BootMatrix.Cells(
        ["image gone", "network gone", "volume gone", "bind source gone", "mount gone"],
        [("network gone", "held", "reboot"), ("volume gone", "guarded", "power cut")]);

    [Theory]
    [MemberData(nameof(Cells))]
    public Task Serves_what_was_confirmed_or_says_by_name_what_to_decide(string fault, string policy, string way) => new BootMatrix(on).TryAsync(fault, policy, way);
}
