//! The paths that a source file names, in `use` lines and everywhere else, and the lengths of its functions.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use syn::visit::{self, Visit};

#[derive(Default)]
struct Paths {
    found: BTreeSet<Vec<String>>,
    /// How many modules written inside the file we are in: there, as many `super` stay in the file.
    inner: usize,
}

impl Paths {
    fn insert(&mut self, mut path: Vec<String>) {
        let inside = path.iter().take(self.inner).take_while(|word| *word == "super").count();
        if inside > 0 {
            path.splice(..inside, ["self".to_owned()]);
        }
        self.found.insert(path);
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        match tree {
            syn::UseTree::Path(path) => {
                let mut longer = before.to_vec();
                longer.push(path.ident.to_string());
                self.tree(&longer, &path.tree);
            }
            syn::UseTree::Name(name) => self.add(before, &name.ident.to_string()),
            syn::UseTree::Rename(name) => self.add(before, &name.ident.to_string()),
            syn::UseTree::Glob(_) => self.add(before, "*"),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
        }
    }

    /// A `use` of a single word (`use x as y`) is written `x::self`, so that it counts as a path.
    fn add(&mut self, before: &[String], last: &str) {
        let mut whole = before.to_vec();
        whole.push(last.to_owned());
        if before.is_empty() {
            whole.push("self".to_owned());
        }
        self.insert(whole);
    }

    /// Inside macros only the tokens are known: a name followed by two colons begins a path.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Ident(word) if colons == 2 && !path.is_empty() => path.push(word.to_string()),
                TokenTree::Ident(word) => {
                    self.end(&mut path);
                    path.push(word.to_string());
                }
                TokenTree::Group(group) => {
                    // `crate::{a::X, b::Y}`: what stands before the braces belongs to each of them.
                    let shared = if colons == 2 { std::mem::take(&mut path) } else { Vec::new() };
                    self.end(&mut path);
                    self.group(shared, group.stream());
                }
                _ => self.end(&mut path),
            }
            colons = 0;
        }
        self.end(&mut path);
    }

    fn group(&mut self, shared: Vec<String>, tokens: TokenStream) {
        if shared.is_empty() {
            return self.tokens(tokens);
        }
        let mut inner = Self { inner: self.inner, ..Self::default() };
        for part in tokens.to_string().split(',') {
            inner.tokens(part.parse().unwrap_or_default());
            let first = part.split_whitespace().next().unwrap_or("*").to_owned();
            inner.found.insert(vec![first]);
        }
        for path in inner.found {
            self.insert([shared.clone(), path].concat());
        }
    }

    fn end(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.add(&[], &item.ident.to_string());
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let inside = usize::from(item.content.is_some());
        self.inner += inside;
        visit::visit_item_mod(self, item);
        self.inner -= inside;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.segments.len() > 1 {
            self.insert(path.segments.iter().map(|s| s.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.visit_path(&item.path);
        self.tokens(item.tokens.clone());
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.visit_path(&list.path);
        self.tokens(list.tokens.clone());
    }
}

/// Every path of two words or more that the text names.
pub(super) fn of(text: &str) -> BTreeSet<Vec<String>> {
    let file = syn::parse_file(text).unwrap();
    let mut paths = Paths::default();
    paths.visit_file(&file);
    paths.found
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
        fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
            if let Some(block) = &item.default {
                self.add(&item.sig.ident, block);
            }
            visit::visit_trait_item_fn(self, item);
        }
    }
    let mut functions = Functions::default();
    functions.visit_file(&syn::parse_file(text).unwrap());
    functions.0.sort_by_key(|f| std::cmp::Reverse(f.2));
    functions.0
}

#[test]
fn paths_are_seen_wherever_they_stand() {
    let seen = |text: &str, path: &str| {
        let all = of(text);
        assert!(all.iter().any(|p| p.join("::") == path), "{text}: {all:?}");
    };
    seen("use a::{b::C, d};", "a::b::C");
    seen("use a as b;", "a::self");
    seen("use crate::*;", "crate::*");
    seen("fn f() -> Vec<a::B> { todo() }", "a::B");
    seen("fn f() { <a::B as C>::f() }", "a::B");
    seen("fn f() { print!(\"{}\", g(&a::b::C)) }", "a::b::C");
    seen("fn f() { m! { use a::{b::C, d}; } }", "a::b::C");
    seen("fn f() { m! { use a::{b::C, d}; } }", "a::d");
    seen("#[derive(a::B)] struct C;", "a::B");
    seen("#[a::main] fn f() {}", "a::main");
    seen("pub(in a::b) fn f() {}", "a::b");
    seen("mod tests { use super::super::x; }", "self::super::x");
    assert!(of("fn f() { g(a) }").is_empty());
}

#[test]
fn functions_are_measured_wherever_they_stand() {
    let text = "fn a() {}\nimpl B { fn c() {\n\n} }\ntrait D { fn e() {\n} fn g(); }\n";
    let lengths: Vec<_> = functions(text).into_iter().map(|(name, _, lines)| (name, lines)).collect();
    assert_eq!(lengths, [("c".to_owned(), 3), ("e".to_owned(), 2), ("a".to_owned(), 1)]);
}
