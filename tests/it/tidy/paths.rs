//! The paths that a source file names, in `use` lines and everywhere else.

use std::collections::BTreeSet;
use syn::visit::{self, Visit};

#[derive(Default)]
struct Paths(BTreeSet<Vec<String>>);

impl Paths {
    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                let mut longer = before.to_vec();
                longer.push(path.ident.to_string());
                self.tree(&longer, &path.tree);
            }
            syn::UseTree::Name(name) => self.add(before, &name.ident),
            syn::UseTree::Rename(name) => self.add(before, &name.ident),
            syn::UseTree::Glob(_) => drop(self.0.insert(before.to_vec())),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
        }
    }

    fn add(&mut self, before: &[String], last: &syn::Ident) {
        let mut whole = before.to_vec();
        whole.push(last.to_string());
        self.0.insert(whole);
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.insert(path.segments.iter().map(|s| s.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.visit_path(&item.path);
        // Inside macros only the tokens are known: a name followed by two colons begins a path.
        let tokens: Vec<String> = item.tokens.to_string().split_whitespace().map(String::from).collect();
        for (i, word) in tokens.iter().enumerate() {
            let begins = i == 0 || tokens[i - 1] != "::";
            if begins && tokens.get(i + 1).is_some_and(|t| t == "::") {
                let mut path = vec![word.clone()];
                let mut at = i + 1;
                while tokens.get(at).is_some_and(|t| t == "::") {
                    path.extend(tokens.get(at + 1).cloned());
                    at += 2;
                }
                self.0.insert(path);
            }
        }
    }
}

/// Every path of the text, by its words; paths of one word are left out unless a `use` names them.
pub(super) fn of(text: &str) -> BTreeSet<Vec<String>> {
    let file = syn::parse_file(text).unwrap();
    let mut paths = Paths::default();
    paths.visit_file(&file);
    paths.0
}

/// Functions with their first line and length, longest first.
pub(super) fn functions(text: &str) -> Vec<(String, usize, usize)> {
    #[derive(Default)]
    struct Functions(Vec<(String, usize, usize)>);
    impl Functions {
        fn add(&mut self, name: &syn::Ident, block: &syn::Block) {
            let (from, to) = (name.span().start().line, block.brace_token.span.close().end().line);
            self.0.push((name.to_string(), from, to + 1 - from));
        }
    }
    impl<'ast> Visit<'ast> for Functions {
        fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
            self.add(&item.sig.ident, &item.block);
            visit::visit_item_fn(self, item);
        }
        fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
            self.add(&item.sig.ident, &item.block);
            visit::visit_impl_item_fn(self, item);
        }
    }
    let mut functions = Functions::default();
    functions.visit_file(&syn::parse_file(text).unwrap());
    functions.0.sort_by_key(|f| std::cmp::Reverse(f.2));
    functions.0
}
