;; compute(a, b) = a * b
(module
  (func (export "compute") (param $a i32) (param $b i32) (result i32)
    local.get $a   ;; put the first number on the stack
    local.get $b   ;; and the second on top of it
    i32.mul))      ;; take both, leave their product: the result
