using Xunit;
using Xunit.v3;

// They wait more than they compute: with two at a time two cores are idle a third of the time.
[assembly: Parallelization(MaxThreads = 3)]

// What can't have a lab leaves these out: --filter-not-trait needs=docker.
[assembly: Trait("needs", "docker")]
