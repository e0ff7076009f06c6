using Xunit.v3;

// Each running test has a host or two, and a host that boots or deploys wants a core.
[assembly: Parallelization(MaxThreads = 2)]
