//! Reports and papers that the API writes as whole files, as parts of a page.

/// What stands in the file between `<main>` and `</main>`, without styles inside of elements, which a page may not have.
pub(crate) fn body(file: &str) -> String {
    let inside = file.split_once("<main>").map_or(file, |(_, rest)| rest);
    let inside = inside.rsplit_once("</main>").map_or(inside, |(inside, _)| inside);
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find(" style=\"") {
        let (before, behind) = rest.split_at(at);
        text.push_str(before);
        // Only what stands in a tag is an attribute.
        let in_tag = before.rfind('<') > before.rfind('>') || before.is_empty();
        let value = &behind[" style=\"".len()..];
        match value.split_once('"').filter(|_| in_tag) {
            Some((style, after)) => {
                if let Some(width) = style.strip_prefix("width:") {
                    text.push_str(" width=\"");
                    text.push_str(width);
                    text.push('"');
                }
                rest = after;
            }
            None => {
                text.push_str(" style=\"");
                rest = value;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_inside_is_taken_and_without_styles() {
        let file = "<body style=\"x\"><main>\n<col style=\"width:10%\"><p style=\"color:red\">a style=\"b\"</p></main><p>c</p>";
        assert_eq!(body(file), "\n<col width=\"10%\"><p>a style=\"b\"</p>");
    }
}
