# What the bash script ./skyscribe does before it runs the program, for skyscribe.cmd: builds when a source is newer than the last build.
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$artifacts = Join-Path $root 'artifacts'
$program = Join-Path $artifacts 'bin\SkyScribe.Training.Cli\release\SkyScribe.Training.Cli.dll'
$stamp = Join-Path $artifacts 'skyscribe.stamp'
$log = Join-Path $artifacts 'skyscribe-build.log'

# Folders count too: a file that was deleted or renamed leaves its folder newer.
function Test-Stale {
    if (-not (Test-Path $program) -or -not (Test-Path $stamp)) { return $true }
    $built = (Get-Item $stamp).LastWriteTimeUtc
    $sources = @('src', 'eng', 'configs', 'global.json', 'Directory.*') | ForEach-Object { Join-Path $root $_ }
    $newer = Get-ChildItem -Path $sources -Recurse -Force | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1
    return $null -ne $newer
}

if (-not (Test-Stale)) { exit 0 }

New-Item -ItemType Directory -Force $artifacts | Out-Null
$lock = $null
while ($null -eq $lock) {
    try { $lock = [IO.File]::Open((Join-Path $artifacts 'skyscribe.lock'), 'OpenOrCreate', 'ReadWrite', 'None') }
    catch [IO.IOException] { Start-Sleep -Milliseconds 200 }
}

try {
    # Another first use may have built it while this one waited.
    if (-not (Test-Stale)) { exit 0 }
    $why = if (Test-Path $stamp) { 'its sources changed' } else { 'first use' }
    [Console]::Error.WriteLine("building SkyScribe ($why) ...")
    Push-Location $root
    $started = [DateTime]::UtcNow
    # Standard error as text lines, not as PowerShell errors.
    $ErrorActionPreference = 'Continue'
    & dotnet --version > $null 2> $null
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine('skyscribe: the .NET SDK 10.0 or a later 10.0 band is needed (see global.json).')
        [Console]::Error.WriteLine('skyscribe: install it from https://dotnet.microsoft.com/download and try again.')
        exit 3
    }
    & dotnet build src/SkyScribe.Training.Cli -c Release -nodeReuse:false -p:UseSharedCompilation=false > $log 2>&1
    if ($LASTEXITCODE -ne 0) {
        [Console]::Error.WriteLine("skyscribe: the build failed; the whole log is $log")
        Get-Content $log -Tail 20 | ForEach-Object { [Console]::Error.WriteLine($_) }
        exit 3
    }
    # The time before the build: a file that was saved while it ran stays newer than the stamp.
    Set-Content -Path $stamp -Value ''
    (Get-Item $stamp).LastWriteTimeUtc = $started
    exit 0
}
finally { $lock.Dispose() }
