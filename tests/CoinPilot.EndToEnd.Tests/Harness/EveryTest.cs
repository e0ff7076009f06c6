using Xunit;
using Xunit.v3;

// Each running test has a host or two, and a host that boots or deploys wants a core.
[assembly: Parallelization(MaxThreads = 2)]

// What can't have a lab leaves these out: --filter-not-trait needs=docker.
[assembly: Trait("needs", "docker")]
