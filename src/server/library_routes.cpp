#include "dyad/server/library_routes.hpp"

#include <optional>
#include <string>
#include <utility>

#include "dyad/server/body.hpp"
#include "dyad/server/document_problems.hpp"
#include "dyad/server/problems.hpp"
#include "dyad/session/clocks.hpp"

namespace dyad::server {
namespace {

using Kind = Library::Kind;
using Need = Body::Need;

const char* word_for(Kind kind) { return kind == Kind::rig ? "rig" : "schedule"; }

// What is wrong with a text by itself, and with a schedule on the rig in use.
config::Problems problems_of(Kind kind, const std::string& text,
                             const std::function<config::Rig()>& rig) {
  config::Problems problems = Library::problems_of(kind, word_for(kind), text);
  if (kind == Kind::rig || !problems.empty()) return problems;
  const auto document = config::parse_document(word_for(kind), text, problems);
  const auto schedule = config::read_schedule(*document, problems);
  config::check_together(rig(), *schedule, *document, problems);
  return problems;
}

Response get(const Library& library, Kind kind, const Request& request) {
  std::string wanted = request.params.at("name");
  if (const auto version = request.query_value("version")) wanted += "@" + *version;
  const auto found = library.get(kind, wanted);
  if (!found) {
    return to_response(no_such_thing(found.error().what, found.error().remedy));
  }
  Response response;
  response.content_type = "application/json";
  response.body = found->text;
  return response;
}

Response stored(const Library::Receipt& receipt, Kind kind) {
  Response response = json_response({{"name", receipt.name},
                                     {"id", receipt.version.id},
                                     {"sha256", receipt.version.sha256},
                                     {"already_there", receipt.already_there}},
                                    201);
  response.headers.emplace_back("Location", std::string("/api/v1/") + word_for(kind) +
                                                "s/" + receipt.name +
                                                "?version=" + receipt.version.id);
  return response;
}

Response post(Library& library, Kind kind, const Request& request) {
  Body body(request);
  const std::string text = body.text("text", Need::required);
  const std::string note = body.text("note", Need::optional);
  if (const auto problem = body.problem()) return to_response(*problem);
  const auto result =
      library.store(kind, text, request.caller, note, session::utc_now_us());
  if (const auto* problems = std::get_if<config::Problems>(&result)) {
    return to_response(document_invalid(word_for(kind), *problems));
  }
  if (const auto* error = std::get_if<Error>(&result)) return to_response(*error);
  return stored(*std::get_if<Library::Receipt>(&result), kind);
}

Response validate(Kind kind, const std::function<config::Rig()>& rig,
                  const Request& request) {
  Body body(request);
  const std::string text = body.text("text", Need::required);
  if (const auto problem = body.problem()) return to_response(*problem);
  const auto problems = problems_of(kind, text, rig);
  return json_response(
      {{"valid", problems.empty()}, {"problems", problems_json(problems)}});
}

void add_kind(Router& router, Library& library, Kind kind,
              const std::function<config::Rig()>& rig) {
  const std::string path = std::string("/api/v1/") + word_for(kind) + "s";
  router.add({Method::get, path, Role::viewer, Where::worker,
              [&library, kind](const Request&) {
                return json_response(list_json(kind, library.list(kind)));
              }});
  router.add({Method::get, path + "/{name}", Role::viewer, Where::worker,
              [&library, kind](const Request& request) {
                return get(library, kind, request);
              }});
  router.add({Method::post, path, Role::operator_, Where::worker,
              [&library, kind](const Request& request) {
                return post(library, kind, request);
              }});
  router.add(
      {Method::post, path + "/validate", Role::viewer, Where::worker,
       [kind, rig](const Request& request) { return validate(kind, rig, request); }});
}

}  // namespace

void add_library_routes(Router& router, Library& library,
                        std::function<config::Rig()> rig) {
  add_kind(router, library, Kind::schedule, rig);
  add_kind(router, library, Kind::rig, rig);
}

}  // namespace dyad::server
