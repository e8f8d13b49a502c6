
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'vapihook' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'vapihook'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'vapihook' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one object, or one per line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Relay events to your app, and its answers back')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show recorded events, or events in files')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List what was recorded')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send recorded events again')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play a whole call on this machine: no account, no network')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;listen' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended')
            [CompletionResult]::new('--forward-to', '--forward-to', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes a free one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes a free one')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'The address to listen on; anything but loopback lets others in')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'Send events of a type somewhere else; the type may hold * and ?')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Forward only these types (* and ? allowed); others are recorded and answered 200 {}')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Do not forward these types; they are recorded and answered 200 {}')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'What happens at Vapi''s deadline: show it, or cut off with 504 as Vapi would')
            [CompletionResult]::new('--max-body', '--max-body', [CompletionResultType]::ParameterName, 'The largest request body; larger ones get 413')
            [CompletionResult]::new('--max-inflight', '--max-inflight', [CompletionResultType]::ParameterName, 'The most events in flight; more get 503')
            [CompletionResult]::new('--sender-timeout', '--sender-timeout', [CompletionResultType]::ParameterName, 'How long a sender may pause inside a request')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'How long events stay in the record')
            [CompletionResult]::new('--keep-size', '--keep-size', [CompletionResultType]::ParameterName, 'How large the record may grow')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'What is printed: lines, lines with both bodies, or only what went wrong')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End once an event of this type was answered')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'End after this time')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--skip-verify', '--skip-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of an https app')
            [CompletionResult]::new('--fixed-path', '--fixed-path', [CompletionResultType]::ParameterName, 'Send everything to exactly the path of --forward-to')
            [CompletionResult]::new('--no-record', '--no-record', [CompletionResultType]::ParameterName, 'Record nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one object, or one per line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;inspect' {
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'The newest N events')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one object, or one per line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;events' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one object, or one per line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List recorded events, newest first')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;events;list' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of this type')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'Only events of this call (its id, or how it begins)')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one object, or one per line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;events;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List recorded events, newest first')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;events;help;list' {
            break
        }
        'vapihook;events;help;help' {
            break
        }
        'vapihook;replay' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'Where to: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as by listen')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where to: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as by listen')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Add a header, or replace it')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Add a header, or replace it')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--fixed-path', '--fixed-path', [CompletionResultType]::ParameterName, 'Send everything to exactly the path of --to')
            [CompletionResult]::new('--skip-verify', '--skip-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of an https app')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one object, or one per line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;demo' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one object, or one per line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;completions' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON: one object, or one per line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;help' {
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Relay events to your app, and its answers back')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show recorded events, or events in files')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List what was recorded')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send recorded events again')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play a whole call on this machine: no account, no network')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;help;listen' {
            break
        }
        'vapihook;help;inspect' {
            break
        }
        'vapihook;help;events' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List recorded events, newest first')
            break
        }
        'vapihook;help;events;list' {
            break
        }
        'vapihook;help;replay' {
            break
        }
        'vapihook;help;demo' {
            break
        }
        'vapihook;help;completions' {
            break
        }
        'vapihook;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
