#pragma once

#include <map>
#include <string>

#include "dyad/server/daemon.hpp"
#include "dyad/server/http_options.hpp"
#include "dyad/server/router.hpp"

// "Status", "Sessions" and "Events" of docs/control_api.md. The daemon outlives the
// router. Others' routes are added beside these, to the same router and daemon.
namespace dyad::server {

void add_status_route(Router& router, Daemon& daemon);
void add_session_list_routes(Router& router, Daemon& daemon);   // list and summary
void add_session_start_routes(Router& router, Daemon& daemon);  // check, start
void add_session_control_routes(Router& router, Daemon& daemon);
void add_reward_route(Router& router, Daemon& daemon);
void add_session_data_routes(Router& router, Daemon& daemon);  // log, tables, columns
void add_what_if_route(Router& router, Daemon& daemon);
void add_note_routes(Router& router, Daemon& daemon);

// All of the above.
void add_session_routes(Router& router, Daemon& daemon);

// /events and /live, by path.
std::map<std::string, SocketRoute> session_sockets(Daemon& daemon);

}  // namespace dyad::server
