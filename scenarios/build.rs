//! Generates the list of files, so that a new scenario is part of the program without being listed anywhere.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut files = Vec::new();
    for folder in folders(&root)? {
        println!("cargo::rerun-if-changed={}", folder.display());
        yaml_files(&folder, &mut files)?;
    }
    // A new folder.
    println!("cargo::rerun-if-changed={}", root.display());
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let whole = file.display().to_string();
        let below = file.strip_prefix(&root).expect("it was found there").to_string_lossy().replace('\\', "/");
        writeln!(table, "    File {{ path: {below:?}, text: include_str!({whole:?}) }},").expect("into memory");
    }
    table.push_str("]\n");
    fs::write(out.join("files.rs"), table)
}

/// The folders of scenarios, fragments and targets.
fn folders(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && !["schema", "src", "target"].contains(&name.as_str()) {
            folders.push(path);
        }
    }
    Ok(folders)
}

fn yaml_files(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            yaml_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            found.push(path);
        }
    }
    Ok(())
}
