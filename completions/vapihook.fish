# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_vapihook_global_optspecs
    string join \n store= color= json q/quiet v/verbose h/help V/version
end

function __fish_vapihook_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_vapihook_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_vapihook_using_subcommand
    set -l cmd (__fish_vapihook_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c vapihook -n "__fish_vapihook_needs_command" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_needs_command" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_needs_command" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_needs_command" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_needs_command" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_needs_command" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_needs_command" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "listen" -d 'Relay events to your app, and its answers back'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "inspect" -d 'Show recorded events, or events in files'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "events" -d 'List recorded events'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "replay" -d 'Send recorded events again'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "demo" -d 'Play a whole call on this machine: no account, no network'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s f -l forward-to -d 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request\'s own path and query are appended' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s p -l port -d 'The port to listen on; 0 takes a free one' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l bind -d 'The address to listen on; anything but loopback lets others in' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l route -d 'Send events of a type (* and ? allowed) to another app; repeatable, the first match counts' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l events -d 'Forward only these types (* and ? allowed); others are recorded and answered 200 {}' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l exclude -d 'Do not forward these types; they are recorded and answered 200 {}' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s H -l header -d 'Add a header to what the app gets, or replace it; repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l deadline -d 'What happens when the app is slower than Vapi waits: warn shows it, enforce cuts it off with 504' -r -f -a "warn\t''
enforce\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l max-body -d 'The largest request body (1024, 64KB, 50MB, 1GiB); larger ones get 413. Also how much of an answer is recorded' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l max-inflight -d 'The most events in flight; more get 503' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l sender-timeout -d 'How long a sender may pause inside a request (250ms, 7.5s, 10m)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l keep -d 'How long events stay in the record (12h, 30d)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l keep-size -d 'How large the record may grow; the oldest events go first' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l output -d 'What is printed: compact is a line each way, pretty adds both bodies, quiet is only what went wrong' -r -f -a "compact\t''
pretty\t''
quiet\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l until -d 'End with 0 once an event of this type (* and ? allowed) was answered' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l for -d 'End with 0 after this time, as in 90s or 10m' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l skip-verify -d 'Accept any certificate of an https app, also a self-signed one'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l fixed-path -d 'Send everything to exactly the path of --forward-to; nothing is appended'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l no-record -d 'Record nothing'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l last -d 'The newest N events, the oldest of them first' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -f -a "list" -d 'List recorded events, newest first'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l type -d 'Only events of exactly this type' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l call -d 'Only events of this call (its id, or how it begins)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l limit -d 'At most the newest N; without it all of them' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "list" -d 'List recorded events, newest first'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s t -l to -d 'The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as listen does' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s H -l header -d 'Add a header to what the app gets, or replace it; repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l fixed-path -d 'Send everything to exactly the path of --to; nothing is appended'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l skip-verify -d 'Accept any certificate of an https app, also a self-signed one'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay demo completions help" -f -a "listen" -d 'Relay events to your app, and its answers back'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay demo completions help" -f -a "inspect" -d 'Show recorded events, or events in files'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay demo completions help" -f -a "events" -d 'List recorded events'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay demo completions help" -f -a "replay" -d 'Send recorded events again'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay demo completions help" -f -a "demo" -d 'Play a whole call on this machine: no account, no network'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay demo completions help" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay demo completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "list" -d 'List recorded events, newest first'
