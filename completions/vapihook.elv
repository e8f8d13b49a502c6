
use builtin;
use str;

set edit:completion:arg-completer[vapihook] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'vapihook'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'vapihook'= {
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand listen 'Relay events to your app, and its answers back'
            cand inspect 'Show recorded events, or events in files'
            cand events 'List recorded events'
            cand replay 'Send recorded events again'
            cand demo 'Play a whole call on this machine: no account, no network'
            cand completions 'Print a shell''s completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;listen'= {
            cand -f 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended'
            cand --forward-to 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended'
            cand -p 'The port to listen on; 0 takes a free one'
            cand --port 'The port to listen on; 0 takes a free one'
            cand --bind 'The address to listen on; anything but loopback lets others in'
            cand --route 'Send events of a type (* and ? allowed) to another app; repeatable, the first match counts'
            cand --events 'Forward only these types (* and ? allowed); others are recorded and answered 200 {}'
            cand --exclude 'Do not forward these types; they are recorded and answered 200 {}'
            cand -H 'Add a header to what the app gets, or replace it; repeatable'
            cand --header 'Add a header to what the app gets, or replace it; repeatable'
            cand --deadline 'What happens when the app is slower than Vapi waits: warn shows it, enforce cuts it off with 504'
            cand --max-body 'The largest request body (1024, 64KB, 50MB, 1GiB); larger ones get 413. Also how much of an answer is recorded'
            cand --max-inflight 'The most events in flight; more get 503'
            cand --sender-timeout 'How long a sender may pause inside a request (250ms, 7.5s, 10m)'
            cand --keep 'How long events stay in the record (12h, 30d)'
            cand --keep-size 'How large the record may grow; the oldest events go first'
            cand --output 'What is printed: compact is a line each way, pretty adds both bodies, quiet is only what went wrong'
            cand --until 'End with 0 once an event of this type (* and ? allowed) was answered'
            cand --for 'End with 0 after this time, as in 90s or 10m'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --skip-verify 'Accept any certificate of an https app, also a self-signed one'
            cand --fixed-path 'Send everything to exactly the path of --forward-to; nothing is appended'
            cand --no-record 'Record nothing'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;inspect'= {
            cand --last 'The newest N events, the oldest of them first'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;events'= {
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List recorded events, newest first'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;events;list'= {
            cand --type 'Only events of exactly this type'
            cand --call 'Only events of this call (its id, or how it begins)'
            cand --limit 'At most the newest N; without it all of them'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;events;help'= {
            cand list 'List recorded events, newest first'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;events;help;list'= {
        }
        &'vapihook;events;help;help'= {
        }
        &'vapihook;replay'= {
            cand -t 'The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as listen does'
            cand --to 'The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as listen does'
            cand -H 'Add a header to what the app gets, or replace it; repeatable'
            cand --header 'Add a header to what the app gets, or replace it; repeatable'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --fixed-path 'Send everything to exactly the path of --to; nothing is appended'
            cand --skip-verify 'Accept any certificate of an https app, also a self-signed one'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;demo'= {
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;completions'= {
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;help'= {
            cand listen 'Relay events to your app, and its answers back'
            cand inspect 'Show recorded events, or events in files'
            cand events 'List recorded events'
            cand replay 'Send recorded events again'
            cand demo 'Play a whole call on this machine: no account, no network'
            cand completions 'Print a shell''s completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;help;listen'= {
        }
        &'vapihook;help;inspect'= {
        }
        &'vapihook;help;events'= {
            cand list 'List recorded events, newest first'
        }
        &'vapihook;help;events;list'= {
        }
        &'vapihook;help;replay'= {
        }
        &'vapihook;help;demo'= {
        }
        &'vapihook;help;completions'= {
        }
        &'vapihook;help;help'= {
        }
    ]
    $completions[$command]
}
