//! Whether the user's shell completes `vapihook`: looks where completions usually are.

use std::path::{Path, PathBuf};

use crate::config::env::{config_dir, home_dir, shell, zsh_functions};
use crate::render::health::{Check, Status};

/// Where a shell's completions are.
struct Place {
    shell: &'static str,
    /// The completion's file.
    file: &'static str,
    /// Where it goes, below the home directory.
    home: &'static str,
    /// Other folders below the home directory.
    others: &'static [&'static str],
    /// Folders of the whole machine.
    system: &'static [&'static str],
}

const PLACES: &[Place] = &[
    Place {
        shell: "bash",
        file: "vapihook",
        home: ".local/share/bash-completion/completions",
        others: &[".bash_completion.d"],
        system: &[
            "/usr/share/bash-completion/completions",
            "/usr/local/share/bash-completion/completions",
            "/usr/local/etc/bash_completion.d",
            "/opt/homebrew/etc/bash_completion.d",
            "/etc/bash_completion.d",
        ],
    },
    Place {
        shell: "zsh",
        file: "_vapihook",
        home: ".zfunc",
        others: &[
            ".zsh/completions",
            ".zsh/completion",
            ".oh-my-zsh/completions",
            ".oh-my-zsh/custom/completions",
            ".local/share/zsh/site-functions",
        ],
        system: &[
            "/usr/share/zsh/site-functions",
            "/usr/share/zsh/vendor-completions",
            "/usr/local/share/zsh/site-functions",
            "/opt/homebrew/share/zsh/site-functions",
        ],
    },
    Place {
        shell: "fish",
        file: "vapihook.fish",
        home: ".config/fish/completions",
        others: &[".local/share/fish/vendor_completions.d"],
        system: &[
            "/usr/share/fish/vendor_completions.d",
            "/usr/local/share/fish/vendor_completions.d",
            "/opt/homebrew/share/fish/vendor_completions.d",
        ],
    },
    Place {
        shell: "elvish",
        file: "vapihook.elv",
        home: ".config/elvish/lib",
        others: &[],
        system: &[],
    },
];

/// Looks for the completion of the user's shell.
pub fn check() -> Check {
    let check = |status, detail| Check::new("completions", status, detail);
    let Some(shell) = shell() else {
        return check(Status::Warn, "not checked: SHELL is not set".to_owned())
            .fix("vapihook completions --help");
    };
    let Some(place) = PLACES.iter().find(|place| place.shell == shell) else {
        let detail = format!("not checked: where {shell} has completions is not known");
        return check(Status::Warn, detail).fix("vapihook completions --help");
    };
    match place.find() {
        Some(path) => check(Status::Ok, format!("{shell}: {}", path.display())),
        None => check(Status::Warn, format!("none installed for {shell}")).fix(place.install()),
    }
}

impl Place {
    fn find(&self) -> Option<PathBuf> {
        let home = home_dir().unwrap_or_default();
        let below_home = std::iter::once(&self.home).chain(self.others);
        let mut folders: Vec<PathBuf> = below_home.map(|folder| home.join(folder)).collect();
        folders.extend(self.system.iter().map(PathBuf::from));
        // XDG_CONFIG_HOME moves what is below .config.
        if let (Some(config), Some(rest)) = (config_dir(), self.home.strip_prefix(".config/")) {
            folders.extend(config.parent().map(|config| config.join(rest)));
        }
        if self.shell == "zsh" {
            folders.extend(zsh_functions());
        }
        folders
            .into_iter()
            .map(|folder| folder.join(self.file))
            .find(|path| Path::is_file(path))
    }

    fn install(&self) -> String {
        let Self {
            shell, home, file, ..
        } = self;
        format!("mkdir -p ~/{home} && vapihook completions {shell} > ~/{home}/{file}")
    }
}
