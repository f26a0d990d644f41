#include "task/oracle.hpp"

#include "task/oracle_chain.hpp"

namespace dyad::task::oracle {

Session decide(const Plan& plan, const std::vector<Input>& inputs,
               const std::vector<Note>& said) {
  return Chain(plan, inputs, said).session();
}

}  // namespace dyad::task::oracle
