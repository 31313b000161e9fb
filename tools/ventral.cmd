@echo off
rem Ventral's command line: finds a JDK 25 or newer, builds once where that is needed, runs.
rem   VENTRAL_JAVA_HOME  the JDK to use; else JAVA_HOME and the usual places are tried
rem   VENTRAL_JAVA_OPTS  more options for Java, such as -Xmx8g
rem   VENTRAL_PLUGINS    jars or folders of jars with plugins, separated by semicolons
setlocal EnableExtensions DisableDelayedExpansion

set "MINIMUM=25"
set "TOOLS=%~dp0"
set "APP=%TOOLS%cli\target\app"
set "STAMP=%TOOLS%cli\target\app.stamp"
set "JDK="

if defined VENTRAL_JAVA_HOME (
    call :consider "%VENTRAL_JAVA_HOME%"
    if not defined JDK (
        echo ventral: VENTRAL_JAVA_HOME is %VENTRAL_JAVA_HOME%, which holds no JDK %MINIMUM% or newer 1>&2
        exit /b 1
    )
)
if defined JAVA_HOME call :consider "%JAVA_HOME%"
for /d %%D in ("%ProgramFiles%\Java\*" "%ProgramFiles%\Eclipse Adoptium\*" "%ProgramFiles%\Microsoft\jdk-*" "%ProgramFiles%\Zulu\*" "%ProgramFiles%\Amazon Corretto\*" "%USERPROFILE%\.jdks\*" "%USERPROFILE%\.m2\jdks\*" "%USERPROFILE%\scoop\apps\openjdk*") do call :consider "%%~D"
for %%J in (javac.exe) do if not "%%~$PATH:J"=="" call :consider "%%~dp$PATH:J.."
if not defined JDK (
    echo ventral: no JDK %MINIMUM% or newer was found. Install one ^(winget install EclipseAdoptium.Temurin.%MINIMUM%.JDK, or https://adoptium.net^) or set VENTRAL_JAVA_HOME to one. 1>&2
    exit /b 1
)

rem Stale: never built, or a source, resource or POM is newer than the last build.
powershell -NoProfile -Command "$s = Get-Item -LiteralPath $env:STAMP -ErrorAction SilentlyContinue; if (-not $s -or -not (Test-Path -LiteralPath $env:APP)) { exit 1 }; $new = Get-ChildItem -LiteralPath (Join-Path $env:TOOLS '..') -Recurse -File | Where-Object { $_.LastWriteTime -gt $s.LastWriteTime -and ($_.Name -eq 'pom.xml' -or $_.FullName -match '\\src\\main\\') }; if ($new) { exit 1 }; exit 0"
if errorlevel 1 call :build || exit /b 1

"%JDK%\bin\java.exe" "@%~dp0jvm.options" %VENTRAL_JAVA_OPTS% --module-path "%APP%;%VENTRAL_PLUGINS%" --add-modules jdk.incubator.vector --module org.ventral.tools.cli/org.ventral.tools.cli.Ventral %*
exit /b %ERRORLEVEL%

:consider
if defined JDK exit /b 0
if not exist "%~1\bin\javac.exe" exit /b 0
for /f "tokens=2 delims==." %%V in ('findstr /b "JAVA_VERSION=" "%~1\release" 2^>nul') do set "FOUND=%%~V"
if not defined FOUND exit /b 0
set "FOUND=%FOUND:"=%"
if %FOUND% GEQ %MINIMUM% set "JDK=%~1"
set "FOUND="
exit /b 0

:build
where /q mvn.cmd
if errorlevel 1 (
    echo ventral: Maven is needed to build once: install it ^(https://maven.apache.org^) 1>&2
    exit /b 1
)
echo ventral: building ^(once; the first time takes a minute^) 1>&2
if not exist "%TOOLS%cli\target" mkdir "%TOOLS%cli\target"
rem The folder made here is the lock: mkdir fails while another start builds.
mkdir "%TOOLS%cli\target\app.lock" 2>nul
if errorlevel 1 (
    echo ventral: another build runs; if not, remove "%TOOLS%cli\target\app.lock" 1>&2
    exit /b 1
)
type nul > "%STAMP%.next"
if exist "%APP%" rmdir /s /q "%APP%"
pushd "%TOOLS%.."
set "JAVA_HOME=%JDK%"
call mvn.cmd --batch-mode --quiet -DskipTests -pl tools/cli -am package 1>&2
set "RESULT=%ERRORLEVEL%"
popd
rmdir "%TOOLS%cli\target\app.lock"
if not "%RESULT%"=="0" (
    echo ventral: the build failed; see above 1>&2
    exit /b 1
)
move /y "%STAMP%.next" "%STAMP%" >nul
exit /b 0
