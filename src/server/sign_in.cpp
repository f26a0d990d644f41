#include "dyad/server/sign_in.hpp"

#include "dyad/server/body.hpp"
#include "dyad/server/peer.hpp"
#include "dyad/server/problem.hpp"
#include "refusals.hpp"

namespace dyad::server {
namespace {

Response who(const Identity& identity, bool token_required) {
  return json_response({{"name", identity.name},
                        {"role", to_text(identity.role)},
                        {"token_required", token_required}});
}

std::string cookie(const std::string& token, const Request& request) {
  return "dyad_token=" + token + "; HttpOnly; SameSite=Strict; Path=/" +
         (token.empty() ? "; Max-Age=0" : "") + (request.https ? "; Secure" : "");
}

// Nothing but what new_token makes may get into a header.
bool may_be_token(const std::string& text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return !text.empty() && text.find_first_not_of(kAllowed) == std::string::npos;
}

Response sign_in(const Request& request, Credentials* credentials,
                 Credentials::Time now) {
  if (credentials == nullptr) return who({request.caller, request.role}, false);
  Body body(request);
  const std::string token = body.text("token", Body::Need::required);
  if (const auto problem = body.problem()) return to_response(*problem);
  const auto checked = credentials->check(token, client_key(request.client), now);
  if (const auto* blocked = std::get_if<Credentials::Blocked>(&checked))
    return too_many_wrong_tokens(blocked->wait_s);
  const auto* identity = std::get_if<Identity>(&checked);
  if (identity == nullptr || !may_be_token(token)) return token_wrong();
  Response response = who(*identity, true);
  response.headers.emplace_back("Set-Cookie", cookie(token, request));
  return response;
}

Response sign_out(const Request& request) {
  Response response;
  response.status = 204;
  response.headers.emplace_back("Set-Cookie", cookie("", request));
  return response;
}

}  // namespace

void add_sign_in_routes(Router& router, Credentials* credentials,
                        std::function<std::chrono::steady_clock::time_point()> now) {
  router.add({Method::post, "/api/v1/sign-in", Role::nobody, Where::loop,
              [credentials, now = std::move(now)](const Request& request) {
                return sign_in(request, credentials, now());
              }});
  router.add({Method::post, "/api/v1/sign-out", Role::nobody, Where::loop, sign_out});
  router.add({Method::get, "/api/v1/me", Role::nobody, Where::loop,
              [credentials](const Request& request) {
                return who({request.caller, request.role}, credentials != nullptr);
              }});
}

}  // namespace dyad::server
