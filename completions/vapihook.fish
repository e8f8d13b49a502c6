# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_vapihook_global_optspecs
    string join \n profile= config= base-url= api-key-file= store= color= json q/quiet v/verbose h/help V/version
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

complete -c vapihook -n "__fish_vapihook_needs_command" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_needs_command" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_needs_command" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_needs_command" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
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
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "trigger" -d 'Send a made-up event'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "simulate" -d 'Play a whole call, or many, to your app, as Vapi would: offline'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "check" -d 'Check an answer against what Vapi accepts, offline'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "verify" -d 'Check who sent a request, and say which mistake explains a wrong signature'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "sign" -d 'Print the headers that show who sends a body'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "probe" -d 'Send your app the wrong things, and show which of them it accepts'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "server" -d 'Set, read and explain the server URLs of assistants, phone numbers and tools'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "demo" -d 'Play a whole call on this machine: no account, no network'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "login" -d 'Save an API key, once Vapi has accepted it'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "logout" -d 'Forget a saved API key'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "whoami" -d 'Show which key and API are used, and whether Vapi accepts it'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "config" -d 'Read and change settings'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "doctor" -d 'Check everything that has to work, and say what to run where it does not'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c vapihook -n "__fish_vapihook_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s f -l forward-to -d 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request\'s own path and query are appended. May be left to the project\'s vapihook.toml' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s p -l port -d 'The port to listen on; 0 takes a free one [default: 4242]' -r
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
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l allow-origin -d 'Let pages of this web site send (https://app.example.com, or * for all); those of others get 403, unless they are on this machine. Vapi and other programs are no pages' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l allow-host -d 'Let in what is sent straight to this port by another name of this machine (* for any): a web site could have its own name lead here. Addresses, names without a dot and tunnels need no leave' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l auth -d 'Check who sends, by this authentication of your settings, [auth.NAME]; each event shows the verdict' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l tolerance -d 'How far off a signature\'s timestamp may be: 300s, 10m' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l re-sign -d 'Sign what the app gets by this authentication of your settings, in the place of what was received' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l tunnel -d 'Open a tunnel: auto, cloudflared, ngrok, bore[:server[:port]] or ssh[:[user@]host[:port[:remote-port]]]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l public-url -d 'The URL under which a tunnel of your own leads to this listener' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l assistant -d 'Point this assistant\'s server URL here until the run ends (id or name)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l phone-number -d 'Point this phone number\'s server URL here until the run ends (id, name or number)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l tool -d 'Point this tool\'s server URL here until the run ends (id or name)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l skip-verify -d 'Accept any certificate of an https app, also a self-signed one'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l fixed-path -d 'Send everything to exactly the path of --forward-to; nothing is appended'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l no-record -d 'Record nothing'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l pass-key -d 'Leave VAPI_API_KEY in the environment of CMD; it is taken out otherwise'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l strict-exit -d 'End with 3 when Vapi would not have accepted an answer (a CMD\'s own code goes first)'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l require-auth -d 'Answer 401 to what --auth does not accept; it does not reach the app'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l steal -d 'Take server URLs over from another running listener'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l drop-secret -d 'Go on although a server secret that Vapi does not show may be lost'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l force -d 'Accept a public URL that only this machine or network reaches'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand listen" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l last -d 'The newest N events, the oldest of them first' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l call -d 'The events of this call (its id, or how it begins): recorded, or in WHAT' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l view -d 'What to show' -r -f -a "auto\t'A summary; of a call its timeline'
summary\t'What matters first, by the event\'s type'
conversation\t'Who said what, with tool calls in place'
timeline\t'A whole call on one axis of time'
headers\t'Request and answer as HTTP: headers and bodies'
raw\t'The exact bytes of the body'"
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l field -d 'Only the value at this place of the body: message.call.id, or /message/call/id' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l full -d 'Fold nothing, however long'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l show-secrets -d 'Show the values of secrets (Authorization, X-Vapi-Secret, server.secret ..), which are hidden unless asked for. --view raw, --field and --json always have them'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l no-pager -d 'Print long pages as they are (see PAGER)'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vapihook -n "__fish_vapihook_using_subcommand inspect" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -f -a "list" -d 'List recorded events, newest first'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -f -a "calls" -d 'List recorded calls, one line each, newest first'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -f -a "export" -d 'Write events to a file or a directory, without secrets and personal data'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -f -a "import" -d 'Put events from files into the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -f -a "prune" -d 'Delete old events from the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -f -a "rm" -d 'Delete events from the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and not __fish_seen_subcommand_from list calls export import prune rm help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l type -d 'Only events of these types; * and ? stand for anything' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l call -d 'Only events of this call (its id, or how it begins)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l since -d 'Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l until -d 'Only events before then' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l status -d 'Only events answered with this status: 500, 5xx, 400-499, \'>=400\'' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l limit -d 'At most the newest N; without it all of them' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l failed -d 'Only events that failed: not delivered, answered with 300 or more, or too late'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l findings -d 'Only events whose answer has a finding (a warning or an error)'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l type -d 'Only events of these types; * and ? stand for anything' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l call -d 'Only events of this call (its id, or how it begins)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l since -d 'Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l until -d 'Only events before then' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l status -d 'Only events answered with this status: 500, 5xx, 400-499, \'>=400\'' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l limit -d 'At most the newest N; without it all of them' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l failed -d 'Only events that failed: not delivered, answered with 300 or more, or too late'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l findings -d 'Only events whose answer has a finding (a warning or an error)'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from calls" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l type -d 'Only events of these types; * and ? stand for anything' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l call -d 'Only events of this call (its id, or how it begins)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l since -d 'Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l until -d 'Only events before then' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l status -d 'Only events answered with this status: 500, 5xx, 400-499, \'>=400\'' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l limit -d 'At most the newest N; without it all of them' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l format -d 'How it is written; by the name of -o when it is not given, else ndjson' -r -f -a "ndjson\t'One event on a line'
json\t'One array'
dir\t'A file for each event, named so that they sort by time'
har\t'An HTTP archive, which browsers and proxies read'
curl\t'A shell script'"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -s o -l output -d 'Write to this file, or into this directory, instead of stdout (-)' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l to -d 'Where curl sends to, instead of where the event was sent' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l failed -d 'Only events that failed: not delivered, answered with 300 or more, or too late'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l findings -d 'Only events whose answer has a finding (a warning or an error)'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l raw -d 'Keep everything as it was recorded, byte for byte: phone numbers, names and secrets too'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l ids -d 'Replace ids of calls, tool calls and accounts as well'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l force -d 'Write into a directory that is not empty'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from export" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from import" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l older-than -d 'Delete events that arrived longer ago (12h, 30d)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l keep -d 'Delete all but the newest N events' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l max-size -d 'Delete the oldest events until the record takes no more than this of the disk (100MB, 1GiB)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l dry-run -d 'Only say what would be deleted'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from prune" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l type -d 'Only events of these types; * and ? stand for anything' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l call -d 'Only events of this call (its id, or how it begins)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l since -d 'Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l until -d 'Only events before then' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l status -d 'Only events answered with this status: 500, 5xx, 400-499, \'>=400\'' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l limit -d 'At most the newest N; without it all of them' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l failed -d 'Only events that failed: not delivered, answered with 300 or more, or too late'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l findings -d 'Only events whose answer has a finding (a warning or an error)'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -s y -l yes -d 'Delete without asking'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from rm" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "list" -d 'List recorded events, newest first'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "calls" -d 'List recorded calls, one line each, newest first'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "export" -d 'Write events to a file or a directory, without secrets and personal data'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "import" -d 'Put events from files into the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Delete old events from the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "rm" -d 'Delete events from the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand events; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s t -l to -d 'The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as listen does' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s H -l header -d 'Add a header to what the app gets, or replace it; repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l deadline -d 'What happens when the app is slower than Vapi waits: enforce gives up as Vapi does, warn waits on, as at a breakpoint' -r -f -a "warn\t''
enforce\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l set -d 'Change a value that is there, named by a dotted path or a JSON pointer: --set message.call.id=c-1. The value is JSON if it reads as JSON, else text; @FILE reads it from a file; repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l add -d 'As --set, but creates what is not there yet; repeatable, applied after --set' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l auth -d 'Sign with this authentication of your settings, [auth.NAME]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l sign -d 'Sign by a scheme (hmac, svix, standard-webhooks, shared-secret, bearer ..), by a plan in a file (JSON as Vapi\'s API returns a credential), or as --auth does' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l secret-file -d 'Read the secret from a file, - for stdin; one newline at its end is dropped' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l secret-env -d 'Read the secret from this variable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l speed -d 'The gaps between the events: real (as recorded), 2x (twice as fast), max (none)' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l rate -d 'So many events a second, as in 50/s; instead of the recorded gaps' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l concurrency -d 'Most calls on their way at once [default: 1; 64 with --speed real or --rate]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l repeat -d 'Send everything so many times' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l chaos -d 'What goes wrong on the way: duplicate, reorder, drop, delay, burst; each with how often or how much, as in drop:0.1,delay:200ms' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l seed -d 'The seed that was printed: the same chaos again' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l tolerance -d 'How much numbers may differ: absolutely, or as a share of the larger one' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l ignore-path -d 'Leave these paths of the answers out: results[*].id, **.createdAt, /results/0/id' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l max-latency -d 'Exit with 3 when an answer takes longer: 800ms, 1.5s' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l format -d 'How differences are told: text, junit (the whole stdout is the document), github (annotations)' -r -f -a "text\t''
junit\t''
github\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l fixed-path -d 'Send everything to exactly the path of --to; nothing is appended'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l skip-verify -d 'Accept any certificate of an https app, also a self-signed one'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l strict-exit -d 'Exit with 3 when an answer has an error by Vapi\'s contract'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l fresh -d 'Send as if it happened now: new call ids and tool-call ids, times of now, the same everywhere in a call. No event is more than a minute from the clock, at any --speed'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l edit -d 'Open the body in your editor first (VISUAL, EDITOR); one event alone'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l assert -d 'Compare each answer with the recorded one: status, content type, JSON by meaning; exit with 3 when one differs, or none could be compared'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l update -d 'Accept the answers of now: write them to where the recorded ones are, in the record or in lines of --json'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand replay" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l from -d 'Use this event as the template: a file with a body, a recorded event (an id, last, last:TYPE), - for stdin' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l set -d 'Change a value that is there, named by a dotted path or a JSON pointer: --set message.call.id=c-1. The value is JSON if it reads as JSON, else text; @FILE reads it from a file; repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l add -d 'As --set, but creates what is not there yet; repeatable, applied after --set' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l call-id -d 'The call\'s id, instead of a fresh one' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l as -d 'Send the shapes of another program\'s webhook map' -r -f -a "corsair\t'The Corsair plugin\'s six events: a timestamp and tool arguments in strings, and nothing that its map does not name'"
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l repeat -d 'Send it so often, each with fresh ids' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l shape -d 'How a tool call is written: object (arguments are an object, as Vapi sends them), openai (a string of JSON), flat ({id, name, parameters}, as the documentation has them)' -r -f -a "object\t''
openai\t''
flat\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l tool -d 'Call this tool; with --tools, this one of them alone' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l args -d 'What the tool is called with: JSON, or @FILE' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l tools -d 'Call each of the tools that are defined in a file (Vapi\'s or OpenAI\'s JSON, an assistant), with arguments that their JSON Schema allows' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l fuzz -d 'Send so many calls of --tools with one mistake each, as models make them: a value missing, null, of another type; two calls at once; arguments that break off' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l seed -d 'Repeat the arguments and mistakes of another run' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -s t -l to -d 'The app: 3000, :3000/path, localhost:3000/path or a URL; what listen is set to forward to, unless given' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -s H -l header -d 'Add a header to what the app gets, or replace it; repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l print -d 'Write the request to stdout instead of sending it: as HTTP, as the JSON body alone, or as a command for curl' -r -f -a "http\t''
json\t''
curl\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l deadline -d 'What happens when the app is slower than Vapi waits: enforce gives up as Vapi does, warn waits on, as at a breakpoint' -r -f -a "warn\t''
enforce\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l auth -d 'Sign with this authentication of your settings, [auth.NAME]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l sign -d 'Sign by a scheme (hmac, svix, standard-webhooks, shared-secret, bearer ..), by a plan in a file (JSON as Vapi\'s API returns a credential), or as --auth does' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l secret-file -d 'Read the secret from a file, - for stdin; one newline at its end is dropped' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l secret-env -d 'Read the secret from this variable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l list -d 'Print what can be sent: who asks, until when, what for'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l exact -d 'Keep the ids and times of the template'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l fixed-path -d 'Send to exactly the path of --to, also what is sent to a path of its own (/chat/completions)'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l skip-verify -d 'Accept any certificate of an https app, also a self-signed one'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vapihook -n "__fish_vapihook_using_subcommand trigger" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -s t -l to -d 'The app: 3000, :3000/path, localhost:3000/path or a URL' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l from -d 'Make a scenario of a recorded call: call:ID, a file of its events, or last, the newest call, also when nothing is named' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -s o -l output -d 'Where --from writes the scenario; stdout (-) without it' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l speed -d 'How fast: real, 10x (any number), or max, which waits for answers only' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l calls -d 'Play so many calls, each with an id and a caller of its own' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l concurrency -d 'How many calls are played at once [default: 10]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l for -d 'Start new calls for so long, and finish those that run' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l max-p95 -d 'Fail when 95 % of the answers to a type did not come within a time; repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -s H -l header -d 'Add a header to what the app gets, or replace it; repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l auth -d 'Sign with this authentication of your settings, [auth.NAME]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l sign -d 'Sign by a scheme (hmac, svix, standard-webhooks, shared-secret, bearer ..), by a plan in a file (JSON as Vapi\'s API returns a credential), or as --auth does' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l secret-file -d 'Read the secret from a file, - for stdin; one newline at its end is dropped' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l secret-env -d 'Read the secret from this variable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l list -d 'List the built-in scenarios'
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l print -d 'Print the scenario\'s file instead of playing it, to start from'
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l skip-verify -d 'Accept any certificate of an https app, also a self-signed one'
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand simulate" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l event -d 'The event that was answered: a file, - for stdin, or any other WHAT' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l response -d 'Check this answer instead of the recorded one: a file with the body, - for stdin' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l status -d 'The status of --response' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l elapsed -d 'How long the app took for --response: 250ms, 1.2s' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l content-type -d 'The content type of --response; what fits its body unless given' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l ignore -d 'Leave these rules out' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l only -d 'Apply these rules alone' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l format -d 'How to print what is found' -r -f -a "text\t'Lines for people'
json\t'An object for each event, as with --json'
github\t'Annotations of GitHub Actions'
sarif\t'One SARIF 2.1.0 log, for code scanning'
junit\t'One JUnit XML document, a case for each event'"
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l explain -d 'Print what a rule says and where it comes from' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l strict -d 'Warnings count as errors'
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c vapihook -n "__fish_vapihook_using_subcommand check" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -s H -l header -d 'A header of the request; the files are bodies then. Repeatable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l tolerance -d 'How far from the time of the check a timestamp may be: 300s, 10m' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l at -d 'Check as if it were this time, RFC 3339' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l url -d 'The URL that was called, for plans that sign it [default: as the headers have it]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l auth -d 'An authentication of your settings, [auth.NAME]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l plan -d 'A plan in a file: JSON, a credential as Vapi\'s API returns it or its authenticationPlan' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l scheme -d 'hmac (Vapi\'s plan), shared-secret, bearer, svix, standard-webhooks, legacy-secret, legacy-hmac, legacy-sha256; for verify also auto, whatever the headers allow' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l secret-file -d 'Read the secret from a file, - for stdin; one newline at its end is dropped' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l secret-env -d 'Read the secret from this variable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l algorithm -d 'hmac: sha256, sha512 or sha1' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l signature-header -d 'hmac: the signature\'s header; bearer, shared-secret: the secret\'s' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l timestamp-header -d 'hmac: the timestamp\'s header' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l message-id-header -d 'hmac: the header of {svix-id}' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l signature-prefix -d 'hmac: what stands before the signature, as in sha256=' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l payload-format -d 'hmac: what is signed, of {body} {timestamp} {method} {url} {svix-id}' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l signature-encoding -d 'hmac: how the signature is written, hex or base64' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l secret-is-base64 -d 'hmac: the secret is base64 of the key'
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l no-timestamp -d 'hmac: no timestamp is sent'
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l no-bearer-prefix -d 'bearer: nothing stands before the secret'
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand verify" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l at -d 'The time to sign at, RFC 3339 [default: now]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l id -d 'The message\'s id, for schemes that sign one [default: a new one]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l method -d 'The method, for plans that sign it' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l url -d 'Where it is sent: 3000, :3000/path, localhost:3000/path or a URL; for plans that sign it, and for --curl' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l auth -d 'An authentication of your settings, [auth.NAME]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l plan -d 'A plan in a file: JSON, a credential as Vapi\'s API returns it or its authenticationPlan' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l scheme -d 'hmac (Vapi\'s plan), shared-secret, bearer, svix, standard-webhooks, legacy-secret, legacy-hmac, legacy-sha256; for verify also auto, whatever the headers allow' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l secret-file -d 'Read the secret from a file, - for stdin; one newline at its end is dropped' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l secret-env -d 'Read the secret from this variable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l algorithm -d 'hmac: sha256, sha512 or sha1' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l signature-header -d 'hmac: the signature\'s header; bearer, shared-secret: the secret\'s' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l timestamp-header -d 'hmac: the timestamp\'s header' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l message-id-header -d 'hmac: the header of {svix-id}' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l signature-prefix -d 'hmac: what stands before the signature, as in sha256=' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l payload-format -d 'hmac: what is signed, of {body} {timestamp} {method} {url} {svix-id}' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l signature-encoding -d 'hmac: how the signature is written, hex or base64' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l curl -d 'Print a curl command that sends it'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l secret-is-base64 -d 'hmac: the secret is base64 of the key'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l no-timestamp -d 'hmac: no timestamp is sent'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l no-bearer-prefix -d 'bearer: nothing stands before the secret'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand sign" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l body -d 'Send this body instead' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l auth -d 'An authentication of your settings, [auth.NAME]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l plan -d 'A plan in a file: JSON, a credential as Vapi\'s API returns it or its authenticationPlan' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l scheme -d 'hmac (Vapi\'s plan), shared-secret, bearer, svix, standard-webhooks, legacy-secret, legacy-hmac, legacy-sha256; for verify also auto, whatever the headers allow' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l secret-file -d 'Read the secret from a file, - for stdin; one newline at its end is dropped' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l secret-env -d 'Read the secret from this variable' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l algorithm -d 'hmac: sha256, sha512 or sha1' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l signature-header -d 'hmac: the signature\'s header; bearer, shared-secret: the secret\'s' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l timestamp-header -d 'hmac: the timestamp\'s header' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l message-id-header -d 'hmac: the header of {svix-id}' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l signature-prefix -d 'hmac: what stands before the signature, as in sha256=' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l payload-format -d 'hmac: what is signed, of {body} {timestamp} {method} {url} {svix-id}' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l signature-encoding -d 'hmac: how the signature is written, hex or base64' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l skip-verify -d 'Accept any certificate of an https app, also a self-signed one'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l secret-is-base64 -d 'hmac: the secret is base64 of the key'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l no-timestamp -d 'hmac: no timestamp is sent'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l no-bearer-prefix -d 'bearer: nothing stands before the secret'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand probe" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -f -a "list" -d 'List every assistant, phone number and tool with its server'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -f -a "get" -d 'Show the whole server'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -f -a "set" -d 'Change the server; what is not named stays as it is'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -f -a "unset" -d 'Remove the server'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -f -a "route" -d 'Say which URL gets each event, and why'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -f -a "leases" -d 'List the server URLs that are taken and not given back'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -f -a "restore" -d 'Give back what a listen that did not end well left behind'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and not __fish_seen_subcommand_from list get set unset route leases restore help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -l set-only -d 'Only what has a server URL'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -s a -l assistant -d 'An assistant, by id or name; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -s p -l phone-number -d 'A phone number, by id, name or E.164 number; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -s t -l tool -d 'A tool, by id or name; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -l show-secrets -d 'Show secrets as they are'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -s a -l assistant -d 'An assistant, by id or name; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -s p -l phone-number -d 'A phone number, by id, name or E.164 number; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -s t -l tool -d 'A tool, by id or name; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l credential-id -d 'The credential that requests carry; none removes it' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l timeout-seconds -d 'How long Vapi waits for an answer' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -s H -l header -d 'A header that requests carry, beside those that are there; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l backoff-plan -d 'How Vapi tries again: fixed or exponential, retries, seconds, as exponential:5:1; none removes it' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l static-ips -d 'Whether requests come from Vapi\'s static addresses' -r -f -a "on\t''
off\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l secret-file -d 'The file with the shared secret that Vapi sends as X-Vapi-Secret; - is stdin' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l events -d 'What Vapi sends for these assistants (serverMessages), instead of what it sends now' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l clear-headers -d 'First remove the headers that are there'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l drop-secret -d 'Let go of a shared secret'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l legacy-fields -d 'Write serverUrl and serverUrlSecret, as older accounts know them'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would change, send nothing'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l force -d 'Take a URL that Vapi cannot reach'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from set" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -s a -l assistant -d 'An assistant, by id or name; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -s p -l phone-number -d 'A phone number, by id, name or E.164 number; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -s t -l tool -d 'A tool, by id or name; may be repeated' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l drop-secret -d 'Let go of a shared secret that Vapi does not give back'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l dry-run -d 'Show what would change, send nothing'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from unset" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -s a -l assistant -d 'The assistant that takes the call, by id or name' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -s p -l phone-number -d 'The phone number that is called, by id, name or E.164 number' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -s e -l event -d 'Only this event' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from route" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from leases" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l assistant -d 'Only this assistant: its id or name' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l phone-number -d 'Only this phone number: its id, name or number' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l tool -d 'Only this tool: its id or name' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l all -d 'Also what a running process holds'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l force -d 'Put back what was there although somebody else changed it'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l keep -d 'Keep what is there now, and forget what was there'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from restore" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from help" -f -a "list" -d 'List every assistant, phone number and tool with its server'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from help" -f -a "get" -d 'Show the whole server'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from help" -f -a "set" -d 'Change the server; what is not named stays as it is'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from help" -f -a "unset" -d 'Remove the server'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from help" -f -a "route" -d 'Say which URL gets each event, and why'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from help" -f -a "leases" -d 'List the server URLs that are taken and not given back'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Give back what a listen that did not end well left behind'
complete -c vapihook -n "__fish_vapihook_using_subcommand server; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand demo" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand login" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand logout" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand whoami" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "get" -d 'Print a setting\'s value; where it is from goes to stderr'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "set" -d 'Change a setting in your own settings, or in the project\'s; comments stay'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "unset" -d 'Take a setting out of your own settings, or out of the project\'s'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "list" -d 'Print every setting with where it is from, the profiles, and the key\'s fingerprint'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "path" -d 'Print where your own settings are'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and not __fish_seen_subcommand_from get set unset list path help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from get" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -l project -d 'Change the project\'s vapihook.toml; without one, start it here'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from set" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -l project -d 'Change the project\'s vapihook.toml'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from unset" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -l project -d 'Print where the project\'s vapihook.toml is'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from path" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "get" -d 'Print a setting\'s value; where it is from goes to stderr'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "set" -d 'Change a setting in your own settings, or in the project\'s; comments stay'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "unset" -d 'Take a setting out of your own settings, or out of the project\'s'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "list" -d 'Print every setting with where it is from, the profiles, and the key\'s fingerprint'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "path" -d 'Print where your own settings are'
complete -c vapihook -n "__fish_vapihook_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -s f -l forward-to -d 'The app to look for; the project\'s unless given' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l profile -d 'The profile whose key is used [env: VAPIHOOK_PROFILE]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l config -d 'The file with your settings and keys [env: VAPIHOOK_CONFIG]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l base-url -d 'Vapi\'s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]' -r
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l api-key-file -d 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l store -d 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]' -r -F
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l color -d 'When to use colours; auto: on a terminal, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -l json -d 'Print JSON to stdout, one object per line, and nothing else'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -s q -l quiet -d 'Print only what went wrong'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -s v -l verbose -d 'Print more: both bodies of every event'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -s h -l help -d 'Print help'
complete -c vapihook -n "__fish_vapihook_using_subcommand completions" -s V -l version -d 'Print version'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "listen" -d 'Relay events to your app, and its answers back'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "inspect" -d 'Show recorded events, or events in files'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "events" -d 'List recorded events'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "replay" -d 'Send recorded events again'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "trigger" -d 'Send a made-up event'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "simulate" -d 'Play a whole call, or many, to your app, as Vapi would: offline'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "check" -d 'Check an answer against what Vapi accepts, offline'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "verify" -d 'Check who sent a request, and say which mistake explains a wrong signature'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "sign" -d 'Print the headers that show who sends a body'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "probe" -d 'Send your app the wrong things, and show which of them it accepts'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "server" -d 'Set, read and explain the server URLs of assistants, phone numbers and tools'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "demo" -d 'Play a whole call on this machine: no account, no network'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "login" -d 'Save an API key, once Vapi has accepted it'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "logout" -d 'Forget a saved API key'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "whoami" -d 'Show which key and API are used, and whether Vapi accepts it'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "config" -d 'Read and change settings'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "doctor" -d 'Check everything that has to work, and say what to run where it does not'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "completions" -d 'Print a shell\'s completion script'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and not __fish_seen_subcommand_from listen inspect events replay trigger simulate check verify sign probe server demo login logout whoami config doctor completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "list" -d 'List recorded events, newest first'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "calls" -d 'List recorded calls, one line each, newest first'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "export" -d 'Write events to a file or a directory, without secrets and personal data'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "import" -d 'Put events from files into the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "prune" -d 'Delete old events from the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from events" -f -a "rm" -d 'Delete events from the record'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from server" -f -a "list" -d 'List every assistant, phone number and tool with its server'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from server" -f -a "get" -d 'Show the whole server'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from server" -f -a "set" -d 'Change the server; what is not named stays as it is'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from server" -f -a "unset" -d 'Remove the server'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from server" -f -a "route" -d 'Say which URL gets each event, and why'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from server" -f -a "leases" -d 'List the server URLs that are taken and not given back'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from server" -f -a "restore" -d 'Give back what a listen that did not end well left behind'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "get" -d 'Print a setting\'s value; where it is from goes to stderr'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "set" -d 'Change a setting in your own settings, or in the project\'s; comments stay'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "unset" -d 'Take a setting out of your own settings, or out of the project\'s'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "list" -d 'Print every setting with where it is from, the profiles, and the key\'s fingerprint'
complete -c vapihook -n "__fish_vapihook_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "path" -d 'Print where your own settings are'
