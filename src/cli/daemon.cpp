#include "dyad/cli/daemon.hpp"

#include <iostream>

namespace dyad::cli {
namespace {

// A line of a problem's list: indented, its remedy below it.
std::string listed(const std::string& text, const std::string& remedy) {
  return "\n  - " + text + (remedy.empty() ? "" : "\n    " + remedy);
}

std::string place_of(const Json& problem) {
  const std::string pointer = text_at(problem, "pointer");
  if (!at(problem, "line").is_number()) return pointer;
  return std::to_string(number_at(problem, "line")) + ":" +
         std::to_string(number_at(problem, "column")) +
         (pointer.empty() ? "" : " " + pointer);
}

// The command line was wrong, the answer is no, or something does not work.
int exit_code_of(int status) {
  switch (status) {
    case 400:
      return kUsage;
    case 404:
    case 409:
    case 422:
      return kNo;
    default:
      return kOperatingError;
  }
}

}  // namespace

std::string problem_text(const Json& problem) {
  std::string text = text_at(problem, "title");
  const std::string detail = text_at(problem, "detail");
  if (!detail.empty()) text += (text.empty() ? "" : ": ") + detail;
  const std::string remedy = text_at(problem, "remedy");
  if (!remedy.empty()) text += "\n  " + remedy;
  for (const Json& refusal : at(problem, "refusals")) {
    const bool can = is_true(refusal, "can_override");
    const std::string code = text_at(refusal, "code");
    text += listed(code + ": " + text_at(refusal, "detail"),
                   text_at(refusal, "remedy") +
                       (can ? " (--override " + code + " passes over it)" : ""));
  }
  for (const Json& one : at(problem, "problems")) {
    const std::string place = place_of(one);
    text += listed((place.empty() ? "" : place + ": ") + text_at(one, "detail"),
                   text_at(one, "remedy"));
  }
  return text;
}

Reply refusal(const HttpOrigin& origin, const HttpAnswer& answer) {
  const Json problem = Json::parse(answer.body, nullptr, false);
  if (answer.content_type != "application/problem+json" || !problem.is_object()) {
    return unreachable({origin.text() + " answers (" + std::to_string(answer.status) +
                            "), but not as a daemon of dyad does",
                        "Give the daemon's own address with --url."});
  }
  return {problem, exit_code_of(answer.status), problem_text(problem)};
}

Reply unreachable(const Error& error) {
  return {nullptr, kOperatingError, error.text()};
}

int complain(const Reply& reply) {
  std::cout << std::flush;
  std::cerr << "dyad: " << reply.complaint << '\n';
  return reply.exit_code;
}

Reply Daemon::ask(const std::string& method, const std::string& path,
                  const Json& body) const {
  const std::string text =
      body.is_null() ? "" : body.dump(-1, ' ', false, Json::error_handler_t::replace);
  const auto answer = http_.ask(method, target(path), text);
  if (!answer) return unreachable(answer.error());
  if (answer->status < 200 || answer->status > 299) {
    return refusal(http_.origin(), *answer);
  }
  if (answer->body.empty()) return {};
  Json json = Json::parse(answer->body, nullptr, false);
  if (json.is_discarded()) return refusal(http_.origin(), *answer);
  return {std::move(json), kFine, ""};
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return encoded;
}

}  // namespace dyad::cli
