using Xunit.Sdk;
using Xunit.v3;

// Some of these tests replace the console of the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]
