using Xunit.Sdk;
using Xunit.v3;

// libtorch's random generator is one for the whole process, and some of these tests need its numbers to be their own.
[assembly: Parallelization(Mode = ParallelMode.None)]
