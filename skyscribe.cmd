@echo off
rem Builds the command line program when its sources are newer than the last build, then runs it with all arguments.
rem The build is quiet: its log is artifacts\skyscribe-build.log. Exit code 3: it could not be built; all others are the program's.
setlocal
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
rem The help shows the name that was typed.
set SKYSCRIBE_COMMAND=skyscribe
where /q dotnet
if errorlevel 1 (
  echo skyscribe: there is no 'dotnet' on the PATH; the .NET SDK 10.0 is needed. 1>&2
  echo skyscribe: install it from https://dotnet.microsoft.com/download and try again. 1>&2
  exit /b 3
)
rem The benchmarks are a program of their own, so that the tool does not carry them. Options follow the program's name as they are.
if "%~1"=="bench" (
  cd /d "%~dp0"
  for /f "tokens=1,*" %%a in ("%*") do dotnet run -c Release --project bench\SkyScribe.Benchmarks -- %%b
  exit /b
)
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0eng\BuildIfStale.ps1" <nul
if errorlevel 1 exit /b 3
dotnet "%~dp0artifacts\bin\SkyScribe.Training.Cli\release\SkyScribe.Training.Cli.dll" %*
exit /b %errorlevel%
