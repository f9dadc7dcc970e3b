// Compiled twice: by MSBuild's RoslynCodeTaskFactory (C# 7.3, netstandard2.0) as a build task, and by the tests,
// which define SKYSCRIBE_TESTS and so leave the task class out.
using System;
using System.IO;
using System.Text;

namespace SkyScribe.Build
{
    /// <summary>What <see cref="ElfVersionNeeds.Weaken"/> found.</summary>
    public enum VersionNeedOutcome
    {
        /// <summary>The file does not ask for that version.</summary>
        NotNeeded,

        /// <summary>The file asks for it, already only weakly.</summary>
        AlreadyWeak,

        /// <summary>The need was strong and is weak now.</summary>
        Weakened,
    }

    /// <summary>Whether this system has a symbol version by itself.</summary>
    public static class SystemLibraries
    {
        /// <summary>Where the loaders of the usual distributions look.</summary>
        public static readonly string[] Folders =
        {
            "/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib",
        };

        /// <summary>True if the library is in at least one of the folders and every copy of it names the version.</summary>
        public static bool Provide(string[] folders, string library, string version)
        {
            bool found = false;
            foreach (string folder in folders)
            {
                string path = Path.Combine(folder, library);
                if (!File.Exists(path)) continue;
                // Names of versions end with a zero byte in the string table, so "GLIBCXX_3.4.3" is not found in "GLIBCXX_3.4.32".
                if (IndexOf(File.ReadAllBytes(path), Encoding.ASCII.GetBytes("\0" + version + "\0")) < 0) return false;
                found = true;
            }

            return found;
        }

        private static int IndexOf(byte[] bytes, byte[] wanted)
        {
            for (int at = Array.IndexOf(bytes, wanted[0]); at >= 0 && at <= bytes.Length - wanted.Length; at = Array.IndexOf(bytes, wanted[0], at + 1))
            {
                int same = 1;
                while (same < wanted.Length && bytes[at + same] == wanted[same]) same++;
                if (same == wanted.Length) return at;
            }

            return -1;
        }
    }

    /// <summary>
    /// Marks a symbol version that a 64-bit little-endian ELF library asks for as weak, so that the loader no longer refuses the
    /// library on a system whose libstdc++ lacks that version (ELF gABI, "Symbol Versioning": Elf64_Verneed, Elf64_Vernaux).
    /// </summary>
    public static class ElfVersionNeeds
    {
        private const int LoadSegment = 1, DynamicSegment = 2;
        private const long DtNull = 0, DtStringTable = 5, DtVersionNeed = 0x6ffffffe, DtVersionNeedCount = 0x6fffffff;
        private const ushort WeakFlag = 2;
        private const int MaxEntries = 4096;

        /// <summary>Sets VER_FLG_WEAK on every need of <paramref name="version"/>, in place.</summary>
        /// <exception cref="InvalidDataException">The bytes are not an ELF file of the expected layout.</exception>
        public static VersionNeedOutcome Weaken(byte[] elf, string version)
        {
            Require(elf.Length >= 64 && elf[0] == 0x7f && elf[1] == 'E' && elf[2] == 'L' && elf[3] == 'F', "it does not begin with an ELF header");
            Require(elf[4] == 2 && elf[5] == 1, "it is not 64-bit little-endian");
            long headers = Int64(elf, 32);
            int headerSize = UInt16(elf, 54), headerCount = UInt16(elf, 56);
            Require(headerSize >= 56, "its program headers have an unknown size");

            long dynamicStart = -1, dynamicSize = 0;
            for (int i = 0; i < headerCount; i++)
            {
                long at = headers + (long)i * headerSize;
                if (UInt32(elf, at) == DynamicSegment)
                {
                    dynamicStart = Int64(elf, at + 8);
                    dynamicSize = Int64(elf, at + 32);
                }
            }

            Require(dynamicStart >= 0, "it has no dynamic segment");
            long strings = -1, needs = -1, needCount = 0;
            for (long at = dynamicStart; at <= dynamicStart + dynamicSize - 16; at += 16)
            {
                long tag = Int64(elf, at), value = Int64(elf, at + 8);
                if (tag == DtNull) break;
                if (tag == DtStringTable) strings = value;
                if (tag == DtVersionNeed) needs = value;
                if (tag == DtVersionNeedCount) needCount = value;
            }

            if (needs < 0) return VersionNeedOutcome.NotNeeded;
            Require(strings >= 0 && needCount >= 0 && needCount <= MaxEntries, "its dynamic segment is incomplete");
            strings = ToOffset(elf, strings, headers, headerSize, headerCount);
            long need = ToOffset(elf, needs, headers, headerSize, headerCount);

            var outcome = VersionNeedOutcome.NotNeeded;
            int entries = 0;
            for (long n = 0; n < needCount; n++)
            {
                Require(UInt16(elf, need) == 1, "its version-need table has an unknown version");
                int count = UInt16(elf, need + 2);
                entries += count;
                Require(entries <= MaxEntries, "its version-need table is too long");
                long entry = need + UInt32(elf, need + 8);
                for (int i = 0; i < count; i++)
                {
                    ushort flags = UInt16(elf, entry + 4);
                    if (StringAt(elf, strings + UInt32(elf, entry + 8)) == version)
                    {
                        if ((flags & WeakFlag) == 0)
                        {
                            elf[entry + 4] |= (byte)WeakFlag;
                            outcome = VersionNeedOutcome.Weakened;
                        }
                        else if (outcome == VersionNeedOutcome.NotNeeded)
                        {
                            outcome = VersionNeedOutcome.AlreadyWeak;
                        }
                    }

                    entry += UInt32(elf, entry + 12);
                }

                need += UInt32(elf, need + 12);
            }

            return outcome;
        }

        private static long ToOffset(byte[] elf, long address, long headers, int headerSize, int headerCount)
        {
            for (int i = 0; i < headerCount; i++)
            {
                long at = headers + (long)i * headerSize;
                long offset = Int64(elf, at + 8), start = Int64(elf, at + 16), size = Int64(elf, at + 32);
                if (UInt32(elf, at) == LoadSegment && address >= start && address - start < size) return address - start + offset;
            }

            throw new InvalidDataException("no loaded segment holds address 0x" + address.ToString("x"));
        }

        private static string StringAt(byte[] elf, long at)
        {
            Require(at >= 0 && at < elf.Length, "a version name lies outside the file");
            int end = Array.IndexOf(elf, (byte)0, (int)at);
            Require(end >= 0, "a version name has no end");
            return Encoding.ASCII.GetString(elf, (int)at, end - (int)at);
        }

        private static void Require(bool condition, string problem)
        {
            if (!condition) throw new InvalidDataException(problem);
        }

        private static void Bound(byte[] elf, long at, int size)
        {
            Require(at >= 0 && at <= elf.Length - size, "an offset points outside the file");
        }

        private static ushort UInt16(byte[] elf, long at)
        {
            Bound(elf, at, 2);
            return BitConverter.ToUInt16(elf, (int)at);
        }

        private static uint UInt32(byte[] elf, long at)
        {
            Bound(elf, at, 4);
            return BitConverter.ToUInt32(elf, (int)at);
        }

        private static long Int64(byte[] elf, long at)
        {
            Bound(elf, at, 8);
            return BitConverter.ToInt64(elf, (int)at);
        }
    }

#if !SKYSCRIBE_TESTS
    /// <summary>Weakens one version need of a library in an output folder. Doing it again changes nothing.</summary>
    public sealed class WeakenVersionNeed : Microsoft.Build.Utilities.Task
    {
        [Microsoft.Build.Framework.Required]
        public string Library { get; set; }

        [Microsoft.Build.Framework.Required]
        public string Version { get; set; }

        /// <summary>A system library; where it has the version already, nothing is done. Empty: always weaken, the output goes elsewhere.</summary>
        public string UnlessIn { get; set; }

        public override bool Execute()
        {
            try
            {
                if (!string.IsNullOrEmpty(UnlessIn) && SystemLibraries.Provide(SystemLibraries.Folders, UnlessIn, Version)) return true;
                byte[] elf = File.ReadAllBytes(Library);
                if (ElfVersionNeeds.Weaken(elf, Version) != VersionNeedOutcome.Weakened) return true;

                // A new file under the old name: the output may be a hard link into the package cache, which must stay as it is.
                string temporary = Library + ".weakened";
                File.Copy(Library, temporary, true);
                File.WriteAllBytes(temporary, elf);
                // The package's time, so that the next build sees nothing to copy again.
                File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(Library));
                File.Delete(Library);
                File.Move(temporary, Library);
                Log.LogMessage(Microsoft.Build.Framework.MessageImportance.Normal, "{0}: {1} is now a weak need", Library, Version);
                return true;
            }
            catch (InvalidDataException problem)
            {
                Log.LogError(
                    "{0}: cannot mark its need of {1} as weak: {2}. The layout of this TorchSharp library is not the one that eng/WeakenVersionNeed.cs knows; " +
                    "build with -p:WeakenLibstdcxxNeed=false on a system whose libstdc++ has {1}, or update that file.",
                    Library, Version, problem.Message);
                return false;
            }
            catch (IOException problem)
            {
                Log.LogErrorFromException(problem);
                return false;
            }
        }
    }
#endif
}
