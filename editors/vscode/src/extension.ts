/** Starts `graph_runner lsp` for graphs: the program of the project's environment, or the first on the PATH. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import * as vscode from "vscode";
import { LanguageClient, type ServerOptions } from "vscode-languageclient/node";

const PROGRAM = "graph_runner";
const ENVIRONMENTS = [".venv", "venv"];
const INSTALL = "pip install 'backedge[lsp]'";

let client: LanguageClient | undefined;

/** The program of the environment in a folder of the workspace, if there is one. */
function inEnvironment(): string | undefined {
  const scripts = process.platform === "win32" ? ["Scripts", `${PROGRAM}.exe`] : ["bin", PROGRAM];
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    for (const environment of ENVIRONMENTS) {
      const program = join(folder.uri.fsPath, environment, ...scripts);
      if (existsSync(program)) return program;
    }
  }
  return undefined;
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("backedge");
}

async function start(): Promise<void> {
  const command = settings().get<string>("command") || inEnvironment() || PROGRAM;
  const server: ServerOptions = { command, args: ["lsp"] };
  client = new LanguageClient("backedge", "backedge", server, {
    documentSelector: [{ language: "pbtxt" }],
    initializationOptions: {
      importSeconds: settings().get<number>("importSeconds"),
      answerSeconds: settings().get<number>("answerSeconds"),
    },
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(
      `${command} lsp cannot be started: ${reason}. Run ${INSTALL} in the project's environment, or set backedge.command.`,
    );
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

/** Called by VS Code when the first graph is opened. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  // The server imports the project's modules, which is code of whoever wrote the project.
  const startIfTrusted = async () => {
    if (vscode.workspace.isTrusted) await start();
  };
  context.subscriptions.push(
    vscode.commands.registerCommand("backedge.restart", restart),
    vscode.workspace.onDidGrantWorkspaceTrust(startIfTrusted),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("backedge") && vscode.workspace.isTrusted) await restart();
    }),
  );
  await startIfTrusted();
}

/** Called by VS Code when it ends. */
export function deactivate(): Promise<void> {
  return stop();
}
