# language: pt
# Gerado com «interop translate» a partir de features/integration/robustness.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-1 @RAD-2 @HL7.2
Funcionalidade: Uma mensagem errada não prejudica ninguém, e o serviço continua
  As interfaces recebem mensagens de sistemas que foram atualizados ontem à noite.
  Nenhuma delas deve parar a lista de todos, nem passar por entendida sem o ter sido.

  Regra: O que não se entende é recusado com o motivo certo, e o pedido seguinte funciona

    @TC-ROB-001 @shall @negative
    Esquema do Cenário: Uma mensagem com o defeito "<defeito>" é recusada pelo que é
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante envia ao sistema "RIS" uma mensagem com o defeito "<defeito>"
      Então o sistema "RIS" recusa a mensagem com o motivo "<defeito>"
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1

      Exemplos:
        | defeito                       |
        | tipo de mensagem desconhecido |
        | versão desconhecida           |
        | falta o número da mensagem    |
        | falta o paciente              |

    @TC-ROB-002 @shall @negative
    Cenário: Meia mensagem não é um pedido
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante envia ao sistema "RIS" metade de um pedido para a paciente "Ana Torres" e corta a ligação
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 0
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1

    @TC-ROB-003 @shall @negative
    Cenário: O ruído na linha antes de um pedido não faz perder o pedido
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o serviço requisitante envia ruído ao sistema "RIS" e depois o pedido do exame "RM crânio-encefálica" para o paciente "Luis Mba"
      Então o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "MR_1" é 1

  Regra: Uma resposta pertence à mensagem que indica

    @FIELD-10 @TC-ROB-004 @shall @positive
    Cenário: Dez pedidos seguidos recebem dez respostas, cada um a sua
      Dado que a paciente "Rosa Eyang" consta do registo da receção
      Quando o serviço requisitante pede, um após o outro, 10 exames "Radiografia da bacia" para a paciente "Rosa Eyang"
      Então cada uma das 10 respostas indica o pedido a que pertence
      E o número de entradas da paciente "Rosa Eyang" na lista de trabalho do equipamento "DX_1" é 10

    @FIELD-11 @TC-ROB-005 @shall @positive
    Cenário: Quem pede primeiro o aviso de receção recebe o que pediu
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para o paciente "Luis Mba" e quer apenas o aviso de receção
      Então o sistema "RIS" envia o aviso de receção pedido
      E o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "CT_ER1" é 1

    @FIELD-10 @TC-ROB-007 @shall @negative
    Cenário: Um pedido cuja resposta se perdeu é enviado de novo e continua a ser um só
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres", a resposta perde-se na linha e o pedido é enviado de novo
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1

  Regra: Um equipamento que corta a ligação não deixa nada a meio

    @TC-ROB-006 @shall @negative
    Cenário: Um equipamento corta a ligação enquanto lê a lista
      Dado que a paciente "Ana Torres" consta do registo da receção
      E o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando o equipamento "CT_ER1" corta a ligação a meio da sua consulta à lista de trabalho
      Então o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1
