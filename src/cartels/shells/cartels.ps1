# PowerShell completion for cartels. The program itself knows what to offer: it prints one candidate in a line, as
# kind, value and description, parted by tabs.

Register-ArgumentCompleter -Native -CommandName cartels -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $length = $cursorPosition - $commandAst.Extent.StartOffset
    $line = $commandAst.ToString().PadRight($length).Substring(0, $length)
    $before = $env:_CARTELS_COMPLETE, $env:COMP_LINE
    $env:_CARTELS_COMPLETE, $env:COMP_LINE = 'powershell_complete', $line
    try {
        $candidates = @(& cartels 2>$null)
    } finally {
        $env:_CARTELS_COMPLETE, $env:COMP_LINE = $before
    }
    foreach ($candidate in $candidates) {
        $kind, $value, $help = $candidate -split "`t", 3
        # Without any candidate PowerShell offers files.
        if ($kind -eq 'plain') {
            $tip = if ($help) { $help } else { $value }
            [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $tip)
        }
    }
}
