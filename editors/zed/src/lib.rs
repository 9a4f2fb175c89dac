//! Starts `graph_runner lsp` for Zed: the one of the project's environment, or the first on the PATH.

use zed_extension_api::{self as zed, LanguageServerId, Result};

struct Backedge;

impl zed::Extension for Backedge {
    fn new() -> Self {
        Self
    }

    fn language_server_command(&mut self, _: &LanguageServerId, worktree: &zed::Worktree) -> Result<zed::Command> {
        let command = worktree
            .which("graph_runner")
            .ok_or("there is no graph_runner on the PATH: pip install 'backedge[lsp]' in the environment Zed starts in")?;
        Ok(zed::Command { command, args: vec!["lsp".into()], env: worktree.shell_env() })
    }
}

zed::register_extension!(Backedge);
