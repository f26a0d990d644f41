#include "syntax_error.hpp"

#include <cctype>

namespace dyad::config {
namespace {

bool says(std::string_view message, std::string_view part) {
  return message.find(part) != std::string_view::npos;
}

bool is_word_letter(char c) {
  const auto letter = static_cast<unsigned char>(c);
  return std::isalnum(letter) != 0 || c == '_' || c == '.' || c == '+' || c == '-';
}

std::string_view word_at(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_word_letter(text[end]) && end - begin < 40) ++end;
  return text.substr(begin, end - begin);
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string describe(std::string_view text, std::size_t token) {
  if (token >= text.size()) return "the end of the file";
  const auto word = word_at(text, token);
  if (!word.empty()) return quoted(word);
  if (text[token] == '"') return "a text in double quotes";
  const auto byte = static_cast<unsigned char>(text[token]);
  if (byte < 0x20 || byte > 0x7E) return "the byte " + std::to_string(byte);
  return quoted(text.substr(token, 1));
}

// The last byte before `token` that is not white space; 0 where there is none.
char byte_before(std::string_view text, std::size_t token) {
  while (token > 0) {
    const char c = text[--token];
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return c;
  }
  return '\0';
}

std::string expected_in(std::string_view message, bool at_end) {
  if (says(message, "parsing object key")) return "a member's name in double quotes";
  if (says(message, "parsing object separator")) return "\":\" after the member's name";
  // The parser says so in the middle of a list that ends too soon, too.
  if (!at_end && says(message, "expected end of input"))
    return "nothing after the document";
  if (says(message, "parsing object")) return "\",\" or \"}\"";
  if (says(message, "parsing array")) return "\",\" or \"]\"";
  return "a value";
}

std::string remedy(std::string_view text, std::size_t token) {
  if (token >= text.size()) return "";
  const char c = text[token];
  if ((c == '}' || c == ']') && byte_before(text, token) == ',') {
    return "remove the comma before it";
  }
  if (c == '/' || c == '#') return "JSON has no comments: use a \"notes\" member";
  if (c == '\'') return "JSON takes double quotes only";
  const auto word = word_at(text, token);
  if (word == "True") return "did you mean true?";
  if (word == "False") return "did you mean false?";
  if (word == "None" || word == "Null" || word == "NULL") return "did you mean null?";
  if (word == "NaN" || word == "Infinity" || word == "-Infinity") {
    return "write a finite number";
  }
  if (!word.empty() && std::isalpha(static_cast<unsigned char>(word[0])) != 0) {
    return "put text in double quotes";
  }
  return "";
}

}  // namespace

SyntaxError explain_syntax_error(std::string_view text, std::size_t token,
                                 std::size_t consumed, std::string_view message) {
  const std::size_t last = consumed > 0 ? consumed - 1 : 0;
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF") {
    return {0, "UTF-16 text", "UTF-8", "save the file as UTF-8"};
  }
  if (says(message, "ill-formed UTF-8")) {
    return {last, "a byte that is not UTF-8", "UTF-8 text", "save the file as UTF-8"};
  }
  if (says(message, "missing closing quote")) {
    return {token, "a text without its closing quote", "a closing \"", ""};
  }
  if (says(message, "control character")) {
    return {last, "a line break or control character inside a text", "a closing \"",
            "write a line break as \\n"};
  }
  if (says(message, "invalid string")) {
    return {last, "a backslash with nothing valid after it",
            R"(\" \\ \/ \b \f \n \r \t or \uXXXX)", R"(write a backslash as \\)"};
  }
  if (says(message, "number overflow")) {
    return {token, "the number " + std::string(word_at(text, token)),
            "a number that a computer can hold", ""};
  }
  if (token >= text.size() && byte_before(text, token) == '\0') {
    return {0, "an empty file", "a JSON document", ""};
  }
  return {token, describe(text, token), expected_in(message, token >= text.size()),
          remedy(text, token)};
}

}  // namespace dyad::config
