# language: pt
# Gerado com «interop translate» a partir de features/integration/ordering.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@RAD-2 @RAD-3
Funcionalidade: Um pedido chega uma só vez à radiologia, e quem o assina vê o que lhe acontece
  Quem requisita escreve no processo clínico eletrónico e espera pelo exame.
  Um pedido perdido, duplicado ou recusado em silêncio é um exame por fazer, ou feito duas vezes.

  Regra: Um pedido é recebido com o seu próprio número, e o número de acesso volta a quem o assinou

    @TC-ORD-001 @shall @positive
    Cenário: É pedida uma TC do tórax e volta o seu número de acesso
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      Então o sistema "RIS" aceita a mensagem
      E o médico requisitante vê o exame "TC do tórax" da paciente "Ana Torres" com o estado "agendado"
      E o médico requisitante vê o número de acesso que figura na lista de trabalho para o exame "TC do tórax" da paciente "Ana Torres"

    @TC-ORD-002 @shall @positive
    Cenário: Um pedido urgente é urgente no equipamento
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o serviço requisitante pede com urgência o exame "TC crânio-encefálica sem contraste" para o paciente "Luis Mba"
      Então a entrada da lista de trabalho do exame "TC crânio-encefálica sem contraste" do paciente "Luis Mba" mostra a prioridade "urgente"

    @FIELD-01 @TC-ORD-003 @shall @positive
    Cenário: Um número de pedido longo volta inteiro com o estado
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres" com um número de pedido de 22 caracteres
      Então o médico requisitante vê o exame "TC do tórax" da paciente "Ana Torres" com o estado "agendado"
      E a entrada da lista de trabalho do exame "TC do tórax" da paciente "Ana Torres" traz os identificadores do pedido

    @MESA-107 @TC-ORD-004 @shall @positive
    Cenário: Quem requisita vê quando o exame começa e quando termina
      Dado que o paciente "Carlos Nve" consta do registo da receção
      E o exame "TC do tórax" do paciente "Carlos Nve" está agendado no equipamento "CT_ER1"
      Quando o técnico inicia no equipamento "CT_ER1" o exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante vê o exame "TC do tórax" do paciente "Carlos Nve" com o estado "em curso"
      Quando o técnico adquire 2 imagens do exame "TC do tórax" do paciente "Carlos Nve"
      E o técnico conclui o exame "TC do tórax" do paciente "Carlos Nve"
      Então o médico requisitante vê o exame "TC do tórax" do paciente "Carlos Nve" com o estado "concluído"

    @FIELD-11 @TC-ORD-011 @shall @positive
    Cenário: Um emissor que pede aviso de receção e resposta recebe ambos
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para o paciente "Luis Mba" e quer aviso de receção e resposta
      Então o sistema "RIS" envia o aviso de receção e depois a resposta
      E o número de entradas do paciente "Luis Mba" na lista de trabalho do equipamento "CT_ER1" é 1

  Regra: Um pedido feito na radiologia é conhecido no processo clínico eletrónico pelos seus dois números

    @TC-ORD-005 @shall @positive
    Cenário: O secretariado de radiologia regista um pedido recebido por telefone
      Dado que o paciente "Luis Mba" consta do registo da receção
      Quando o secretariado de radiologia regista o pedido do exame "Radiografia da bacia" para o paciente "Luis Mba"
      Então o processo clínico eletrónico responde com um número de pedido próprio para o exame "Radiografia da bacia" do paciente "Luis Mba"
      E a entrada da lista de trabalho do exame "Radiografia da bacia" do paciente "Luis Mba" traz os identificadores do pedido

    @TC-ORD-006 @shall @negative
    Cenário: O que o secretariado de radiologia anula fica anulado também no processo clínico eletrónico
      Dado que o paciente "Pedro Abeso" consta do registo da receção
      E o exame "TC do tórax" do paciente "Pedro Abeso" está agendado no equipamento "CT_ER1"
      Quando o secretariado de radiologia anula o exame "TC do tórax" do paciente "Pedro Abeso"
      Então o médico requisitante vê o exame "TC do tórax" do paciente "Pedro Abeso" com o estado "anulado"
      E o exame "TC do tórax" do paciente "Pedro Abeso" já não figura na lista de trabalho do equipamento "CT_ER1"

  Regra: Um pedido que não pode ser satisfeito é recusado com um motivo, nunca se perde

    @TC-ORD-007 @shall @negative
    Cenário: Um pedido para um paciente que a radiologia não conhece
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente desconhecida "Rosa Eyang"
      Então o sistema "RIS" recusa a mensagem com o motivo "paciente desconhecido"
      E o número de entradas da paciente "Rosa Eyang" na lista de trabalho do equipamento "CT_ER1" é 0

    @TC-ORD-008 @shall @negative
    Cenário: Um pedido de um exame que não está no catálogo
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede para a paciente "Ana Torres" um exame que a radiologia não oferece
      Então o sistema "RIS" recusa a mensagem com o motivo "exame desconhecido"
      E o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 0

    @TC-ORD-009 @shall @negative
    Cenário: A anulação de um pedido que nunca foi feito
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante anula para a paciente "Ana Torres" um pedido que nunca foi feito
      Então o sistema "RIS" recusa a mensagem com o motivo "pedido desconhecido"

  Regra: Um pedido enviado duas vezes é um só exame

    @FIELD-10 @TC-ORD-010 @shall @negative
    Cenário: O processo clínico eletrónico não recebe resposta e volta a enviar o pedido
      Dado que a paciente "Ana Torres" consta do registo da receção
      Quando o serviço requisitante pede o exame "TC do tórax" para a paciente "Ana Torres"
      E o serviço requisitante envia pela segunda vez o pedido do exame "TC do tórax" para a paciente "Ana Torres"
      Então o sistema "RIS" aceita a mensagem
      E o número de entradas da paciente "Ana Torres" na lista de trabalho do equipamento "CT_ER1" é 1
